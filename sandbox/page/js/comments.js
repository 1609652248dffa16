// The comments of the opened task; must not know how one is written or what a task is.

import { CommentComposer } from "./comment-composer.js";
import { requesterOf } from "./comment-data.js";
import { commentNode, commentRow } from "./comment-node.js";
import { h, reconcile, rise, still } from "./dom.js";
import { shortName } from "./people.js";
import { state } from "./state.js";
import { say } from "./texts.js";

const NEAR_PX = 40;
const NONE = [{ key: "none", mark: "", empty: true }];

export class Comments {
  constructor() {
    this.node = h("div", {
      class: "comments",
      role: "log",
      "aria-label": say("comments"),
      tabindex: "0",
      testid: "comments",
    });
    this.writing = new CommentComposer();
    this.composer = this.writing.node;
  }

  /** Draw a task's comments; `opened`: it was not shown before. */
  draw(task, opened) {
    if (opened) this.writing.take(task);
    const requester = requesterOf(task.number);
    const name = requester ? shortName(state.people.get(requester)) : null;
    const rows = (state.board.comments.get(task.id) ?? []).map((raw) => commentRow(raw, requester, name));
    const ended = this.atEnd();
    const changed = reconcile(this.node, rows.length ? rows : NONE, {
      key: (row) => row.key,
      sign: (row) => row.mark,
      make: (row) => commentNode(row, name),
    });
    if (!opened && !still()) changed.filter(({ old }) => !old).forEach(({ node }) => rise(node));
    if (opened) this.begin();
    else if (ended) this.toEnd();
    this.writing.draw(name);
  }

  // In a sheet the comments scroll together with the facts above them.
  scroller() {
    return getComputedStyle(this.node).overflowY === "visible" ? this.node.parentElement : this.node;
  }

  atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller();
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  // A sheet opens with the facts, the part under the board with the newest words.
  begin() {
    if (this.scroller() === this.node) this.toEnd();
    else this.scroller().scrollTop = 0;
  }

  toEnd() {
    const scroller = this.scroller();
    scroller.scrollTop = scroller.scrollHeight;
  }
}
