import { h } from "../python-output.js";
export class HandMarking { constructor() { this.root = h("section"); } async refresh() {} }
