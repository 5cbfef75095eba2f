// Vega-Lite drawn without eval: expressions go through Vega's interpreter, which the page's security policy allows.
export { compile } from "vega-lite";
export { expressionInterpreter } from "vega-interpreter";
export { formatLocale, parse, timeFormatLocale, View, Warn } from "vega";
