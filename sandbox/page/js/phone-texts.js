// Texts of a phone itself (never the bot's), in the languages of its owners; must not know the desk.

import { language } from "./texts.js";

const WORDS = {
  en: {
    message: "Message",
    replyTo: "Reply to",
    edited: "edited",
    note: "Internal note",
    deleted: "Message deleted",
    photo: "Photo",
    ok: "OK",
    none: "No messages yet. Write what happened.",
    noneStaff: "No messages yet",
    nobody: "Nobody is on the team yet. Send the command below: you become the first admin.",
    priority: ["", "Critical", "High", "Medium", "Low"],
    send: "Send",
    attach: "Attach",
    more: "Show more",
    less: "Show less",
  },
  ru: {
    message: "Сообщение",
    replyTo: "Ответ на",
    edited: "изменено",
    note: "Только для своих",
    deleted: "Сообщение удалено",
    photo: "Фото",
    ok: "Понятно",
    none: "Пока пусто. Напишите, что случилось.",
    noneStaff: "Пока пусто",
    nobody: "В команде ещё никого. Отправьте команду ниже и станете первым администратором.",
    priority: ["", "Критический", "Высокий", "Средний", "Низкий"],
    send: "Отправить",
    attach: "Прикрепить",
    more: "Развернуть",
    less: "Свернуть",
  },
};

/** The words of a phone whose owner speaks `lang` ("ru-RU" counts as "ru"); English for all others. */
export const wordsFor = (lang) =>
  WORDS[
    String(lang ?? "en")
      .slice(0, 2)
      .toLowerCase()
  ] ?? WORDS.en;

/** Priorities as the board shows them: 1 is critical. */
export const PRIORITY = (WORDS[language] ?? WORDS.en).priority;
