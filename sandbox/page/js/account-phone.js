// A chat in somebody's own Telegram account, as its owner sees it; both write here. Must not know its column.

import { readChat } from "./chat-data.js";
import { fill, h } from "./dom.js";
import { avatar, shortName } from "./people.js";
import { Phone } from "./phone.js";
import { accountMenu } from "./phone-menus.js";
import { state } from "./state.js";
import { say } from "./texts.js";

const nameOf = (id) => shortName(state.people.get(id));

export class AccountPhone extends Phone {
  get isGroup() {
    return true;
  }

  get account() {
    return this.person.account;
  }

  get language() {
    return state.people.get(this.account.owner)?.language_code ?? "en";
  }

  // Who writes to a colleague begins.
  get writer() {
    return this.chosen ?? this.account.with;
  }

  from() {
    return { person: this.writer, chat: this.id };
  }

  names() {
    return { own: nameOf(this.account.owner), bot: nameOf(this.account.with) };
  }

  words() {
    return { ...super.words(), message: say("account-write", { name: nameOf(this.writer) }) };
  }

  empty() {
    return say("account-empty");
  }

  build() {
    super.build();
    this.as = h("button", {
      class: "button",
      testid: `account-as-${this.id}`,
      on: { click: () => this.change() },
    });
    this.bar.append(this.as);
  }

  /** Let the other one of the two write. */
  change() {
    this.chosen = this.writer === this.account.owner ? this.account.with : this.account.owner;
    this.draw(this.mode);
    this.composer.field.focus({ preventScroll: true });
  }

  openMenu(anchor) {
    accountMenu(this, anchor);
  }

  bubbles() {
    return readChat(this.chat, { waitsFrom: this.waitsFrom ?? Infinity, me: this.account.owner });
  }

  // Only who writes to the owner has buttons there.
  press(bubble, button) {
    this.chosen = this.account.with;
    return super.press(bubble, button);
  }

  drawBar() {
    this.bar.hidden = false;
    this.composer.node.hidden = false;
    if (this.as.dataset.writer === String(this.writer)) return;
    this.as.dataset.writer = String(this.writer);
    fill(this.as, avatar(this.writer, "s"), say("account-as", { name: nameOf(this.writer) }));
  }
}
