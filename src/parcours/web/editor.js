// A textarea that becomes a code editor when it is first used. Without CodeMirror (offline, old browser) the textarea stays.

const KEYS = ["[", "]", "\"", "=", "(", ")"];

/** Turn `textarea` into an editor at its first focus. Gives {value, onchange, mark(line), focus()}. */
export function edit(textarea, page, onRun) {
  for (const [name, value] of Object.entries({ autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false", wrap: "off" })) {
    textarea.setAttribute(name, value);
  }
  let view = null;
  let parts = null;
  let upgrading = null;
  let quiet = false; // the page, not the trainee, changes the text
  const editor = {
    onchange: () => {},
    get value() {
      return view ? view.state.doc.toString() : textarea.value;
    },
    set value(text) {
      textarea.value = text;
      quiet = true;
      view?.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      quiet = false;
    },
    /** Show line `number` (from 1) as the one in error; 0 clears it. */
    mark(number) {
      if (!view && number) return upgrade(false).then(() => view && editor.mark(number));
      if (view) view.dispatch({ effects: parts.marked.of(number) });
    },
    focus: () => (view ? view.focus() : textarea.focus()),
    insert(text) {
      if (view) {
        view.dispatch(view.state.replaceSelection(text));
        view.focus();
      } else {
        textarea.setRangeText(text, textarea.selectionStart, textarea.selectionEnd, "end");
        editor.onchange();
      }
    },
  };
  textarea.addEventListener("input", () => editor.onchange());
  textarea.addEventListener("focus", () => upgrade(true), { once: true });
  textarea.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      onRun();
    }
  });
  if (matchMedia("(pointer: coarse)").matches) keyRow(textarea, editor, page);

  async function upgrade(keepFocus) {
    upgrading ??= import(`${page.assets}vendor/codemirror.js`).then(
      (module) => module,
      () => null,
    );
    const cm = await upgrading;
    if (!cm || view) return;
    parts = markers(cm);
    const { selectionStart, selectionEnd } = textarea;
    const focused = document.activeElement === textarea;
    view = new cm.EditorView({
      state: cm.EditorState.create({
        doc: textarea.value,
        selection: { anchor: Math.min(selectionStart, textarea.value.length), head: Math.min(selectionEnd, textarea.value.length) },
        extensions: extensions(cm, parts, textarea, page, onRun, (text) => {
          textarea.value = text;
          if (!quiet) editor.onchange();
        }),
      }),
    });
    textarea.after(view.dom);
    textarea.hidden = true;
    if (keepFocus && focused) view.focus();
  }
  return editor;
}

function extensions(cm, { field }, textarea, page, onRun, changed) {
  const run = () => {
    onRun();
    return true;
  };
  const t = cm.tags;
  const colours = cm.HighlightStyle.define([
    { tag: t.keyword, color: "var(--serie-4)", fontWeight: "600" },
    { tag: [t.string, t.special(t.string)], color: "var(--serie-1)" },
    { tag: t.comment, color: "var(--encre-douce)", fontStyle: "italic" },
    { tag: [t.number, t.bool, t.null], color: "var(--serie-3)" },
  ]);
  return [
    cm.lineNumbers(),
    cm.history(),
    cm.drawSelection(),
    cm.indentOnInput(),
    cm.indentUnit.of("    "),
    cm.bracketMatching(),
    cm.python(),
    cm.syntaxHighlighting(colours),
    cm.keymap.of([{ key: "Shift-Enter", run }, { key: "Mod-Enter", run }, ...cm.defaultKeymap, ...cm.historyKeymap]),
    cm.EditorView.contentAttributes.of({
      "aria-label": textarea.getAttribute("aria-label") ?? page.text("Votre code Python"),
      "aria-describedby": textarea.getAttribute("aria-describedby") ?? "",
      tabindex: "0",
      autocorrect: "off",
      autocapitalize: "off",
      spellcheck: "false",
      writingsuggestions: "false",
      translate: "no",
    }),
    cm.EditorState.phrases.of({ "Control character": page.text("caractère invisible") }),
    cm.EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
    field,
  ];
}

/** The state that holds the line in error: a background and, for a screen reader, nothing more (the message names the line). */
function markers(cm) {
  const marked = cm.StateEffect.define();
  const style = cm.Decoration.line({ class: "ligne-erreur" });
  const field = cm.StateField.define({
    create: () => cm.Decoration.none,
    update(value, change) {
      for (const effect of change.effects) {
        if (!effect.is(marked)) continue;
        const { doc } = change.state;
        return effect.value >= 1 && effect.value <= doc.lines ? cm.Decoration.set([style.range(doc.line(effect.value).from)]) : cm.Decoration.none;
      }
      return change.docChanged ? cm.Decoration.none : value;
    },
    provide: (each) => cm.EditorView.decorations.from(each),
  });
  return { marked, field };
}

/** The signs that a phone hides behind two presses. */
function keyRow(textarea, editor, page) {
  const row = document.createElement("div");
  row.className = "exercise-touches";
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", page.text("Signes à insérer"));
  for (const key of KEYS) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = key;
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the keyboard stays open
    button.addEventListener("click", () => editor.insert(key));
    row.append(button);
  }
  textarea.before(row);
}
