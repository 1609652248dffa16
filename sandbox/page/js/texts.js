// The page's own texts in the language of its reader; must not know where they are shown. They stand in texts/*.json.

const LANGUAGES = ["en", "ru"];

const asked = new URLSearchParams(location.search).get("lang");
const given = document.querySelector('meta[name="sandbox-language"]')?.content;
const codes = [asked, given, ...navigator.languages].map((code) =>
  String(code ?? "")
    .slice(0, 2)
    .toLowerCase(),
);

/** The page's language: as its address says, as the sandbox was told, or the browser's. */
export const language = codes.find((code) => LANGUAGES.includes(code)) ?? LANGUAGES[0];

/** The languages that the page has. */
export const languages = LANGUAGES;

document.documentElement.lang = language;

const texts = await (await fetch(`texts/${language}.json`)).json();
const refusals = language === "en" ? {} : await (await fetch(`texts/refusals.${language}.json`)).json();
const plural = new Intl.PluralRules(language);

/** A text by its name: `{n}` and other names in braces are filled in, `n` chooses the form. */
export const say = (name, about = {}) => {
  const found = texts[name];
  const text = typeof found === "string" ? found : found[plural.select(about.n)];
  return text.replace(/\{(\w+)\}/g, (_, part) => String(about[part]));
};

const PLACE = /\\?\{(\w+)\\?\}/g;
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// What the sandbox refuses in English, with the places to fill in as groups.
const refused = Object.entries(refusals).map(([said, text]) => [
  new RegExp(`^${escaped(said).replace(PLACE, "(?<$1>.+)")}$`, "u"),
  text,
]);

/** What the sandbox says when it refuses, in the page's language where it is known. */
export const translate = (said) => {
  for (const [pattern, text] of refused) {
    const found = pattern.exec(said);
    if (found) return text.replace(/\{(\w+)\}/g, (_, part) => found.groups[part]);
  }
  return said;
};
