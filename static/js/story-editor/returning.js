/* Back from a dialog or a button to the text. */

import { pm } from "../../django_prose_editor/editor.js";

/* At once, where the place was; the next key is already on its way. A chain of changes. */
export function back(editor) {
  editor.view.focus();
  return editor.chain();
}

/* What comes next is undone by itself. */
export function settle(editor) {
  editor.view.dispatch(pm.history.closeHistory(editor.state.tr));
}
