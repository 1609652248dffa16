// A demo in the language of its page: begun anew at once while nobody can have used it yet, else offered; must not know texts.

import { act } from "./actions.js";
import { showNotice } from "./notice.js";
import { on, state } from "./state.js";
import { language, say } from "./texts.js";

const isFixed = () => Boolean(document.querySelector('meta[name="sandbox-language"]')?.content);

let asked = false;

const beginAnew = async () => {
  if ((await act("demo/again", { language })) === null) return;
  state.restarting = true;
  showNotice({ drawing: "again", words: say("starting-over") });
};

const look = () => {
  const spoken = state.desk.language;
  if (asked || !spoken) return;
  asked = true;
  if (spoken === language) return;
  if (!state.cast.ready && !isFixed()) beginAnew();
  else showNotice({ drawing: "talk", words: say("other-language"), deed: [say("start-over"), beginAnew] });
};

/** Look once, when the demo has told its language. */
export const startLanguageOffer = () => on("desk", look);
