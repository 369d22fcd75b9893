#include "model/break_out.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace errwatch {
namespace {

// Where what follows a quote or a bracket goes on as a statement.
constexpr std::array<std::string_view, 20> kGoesOn = {
    "or",    "and",       "union",   "order",  "group", "having", "xor",     "rlike", "regexp", "like",
    "limit", "procedure", "waitfor", "select", "where", "in",     "between", "is",    "not",    "div"};

constexpr std::array<std::string_view, 4> kNeverTyped = {"/**/", "/*!", "jndi:", "() {"};
// Paths and addresses: they lead nowhere with words in front of them and behind them. The first two are
// steps.
constexpr std::array<std::string_view, 9> kLeadsElsewhere = {
    "../..", "..\\..", "php://", "file://", "expect://", "phar://", "gopher://", "dict://", "data:text"};
constexpr std::array<std::string_view, 7> kRunsInPage = {"alert",  "prompt(",     "confirm(", "onerror",
                                                         "onload", "javascript:", "cookie"};

bool IsOfWord(char c) { return IsAlnum(c) || c == '_'; }
bool IsQuote(char c) { return c == '\'' || c == '"' || c == '`' || c == ')'; }

template <std::size_t N>
bool ContainsOne(std::string_view text, const std::array<std::string_view, N>& parts) {
  return std::ranges::any_of(
      parts, [text](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

bool BeginsWithOne(std::string_view text, const auto& parts) {
  return std::ranges::any_of(parts, [text](std::string_view part) { return text.starts_with(part); });
}

std::string_view Without(std::string_view text, auto which) {
  while (!text.empty() && which(text.front())) text.remove_prefix(1);
  return text;
}

bool GoesOnWithStatement(std::string_view text) {
  const std::size_t end =
      static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), IsOfWord) - text.begin());
  return IsOneOf(text.substr(0, end), kGoesOn);
}

// "1' or", "x') union", "admin'--", "\"><", "\" onclick=", "1 and": the first thing it does is to end what it
// is put into.
bool EndsWhatItIsIn(std::string_view text) {
  const std::string_view rest =
      Without(text, [](char c) { return IsOfWord(c) || c == '-' || c == '.' || c == '%'; });
  if (rest.empty()) return false;
  if (IsQuote(rest.front())) {
    const std::string_view on = Without(rest, [](char c) { return IsQuote(c) || IsSpace(c); });
    if (on.empty()) return false;
    if (std::string_view("|&;#>-+/=<").find(on.front()) != std::string_view::npos) return true;
    return GoesOnWithStatement(on) || (on.starts_with("on") && on.find('=') != std::string_view::npos);
  }
  const std::string_view token = text.substr(0, text.size() - rest.size());
  const bool number = std::ranges::any_of(token, IsDigit) && std::ranges::none_of(token, IsAlpha);
  return number && IsSpace(rest.front()) && GoesOnWithStatement(Trim(rest));
}

// "$(document).ready(": what pages' scripts begin with, and no shell.
bool BeginsPageScript(std::string_view text) {
  constexpr std::array<std::string_view, 6> kObjects = {"$(document)", "$(window)", "$(this)",
                                                        "$(function",  "$(() =>",   "$(()=>"};
  if (BeginsWithOne(text, kObjects)) return true;
  if (!text.starts_with("$('") && !text.starts_with("$(\"")) return false;
  const std::size_t close = text.find(text[2], 3);
  return close != std::string_view::npos && text.substr(close + 1).starts_with(").");
}

// "; cat x", "127.0.0.1|id", "$(id)".
bool BeginsCommand(std::string_view text) {
  const std::string_view rest = Without(text, [](char c) { return IsOfWord(c) || c == '-' || c == '.'; });
  if (rest.starts_with("$(") || rest.starts_with("${")) return !BeginsPageScript(text);
  return !rest.empty() && std::string_view(";|&`").find(rest.front()) != std::string_view::npos;
}

// "{{7*7}}": nobody looks that up, but whether a template is filled in.
bool ReckonsInTemplate(std::string_view text) {
  const std::size_t open = text.find_first_of("{<[");
  const std::size_t star = open == std::string_view::npos ? open : text.find('*', open);
  return star != std::string_view::npos && star != 0 && star + 1 < text.size() && IsDigit(text[star - 1]) &&
         (IsDigit(text[star + 1]) || text[star + 1] == '\'');
}

// "hats' union select 1": behind some words. A quotation mark that no other has opened ends what the text
// stands in; one within a word is an apostrophe.
bool EndsItBehindWords(std::string_view text) {
  for (const char quote : {'\'', '"'}) {
    bool open = false;
    std::size_t run_end = 0;  // of the marks and blanks in which `at` stands: looked for once each
    for (std::size_t at = text.find(quote); at != std::string_view::npos; at = text.find(quote, at + 1)) {
      const bool behind_word = at > 0 && !IsSpace(text[at - 1]) && text[at - 1] != '=' &&
                               text[at - 1] != '(' && text[at - 1] != ',';
      if (at >= run_end) {
        const auto goes_on = [](char c) { return IsQuote(c) || IsSpace(c); };
        run_end = text.size() - Without(text.substr(at), goes_on).size();
      }
      const std::string_view on = text.substr(run_end);
      const bool before_word = at + 1 < text.size() && IsOfWord(text[at + 1]);
      if (open) {
        open = behind_word && before_word;  // an apostrophe closes nothing
      } else if (behind_word && before_word) {
        continue;  // an apostrophe
      } else if (!before_word && !on.empty() &&
                 (GoesOnWithStatement(on) ||
                  std::string_view("|&;#-+/=<").find(on.front()) != std::string_view::npos)) {
        return true;
      } else {
        open = !behind_word || before_word;
      }
    }
  }
  return false;
}

// "union select", in quotation marks as search engines teach it.
bool IsPhrase(std::string_view text) {
  return text.size() > 2 && text.front() == '"' && text.back() == '"' &&
         (IsOfWord(text[1]) || text[1] == '/') &&
         text.substr(1, text.size() - 2).find('"') == std::string_view::npos;
}

bool IsOfPath(char c) { return IsOfWord(c) || std::string_view("./-@+~").find(c) != std::string_view::npos; }

// The file is one that any visitor of a site may have, or a program's source: who reads it learns nothing.
bool IsSource(std::string_view name) {
  constexpr std::array<std::string_view, 32> kExtensions = {
      "js",  "mjs", "cjs", "jsx",  "ts",  "tsx", "vue",  "json", "css",  "scss",  "less",
      "map", "png", "jpg", "jpeg", "gif", "svg", "webp", "ico",  "woff", "woff2", "md",
      "rst", "h",   "hpp", "c",    "cc",  "cpp", "rs",   "go",   "pdf",  "dtd"};
  const std::size_t dot = name.rfind('.');
  return dot != std::string_view::npos && dot != 0 && IsOneOf(name.substr(dot + 1), kExtensions);
}

// "../../x" -> where it stands; npos: nowhere, or each leads to a source ("../../lib/a.js:5:3").
std::size_t NextElsewhere(std::string_view text, std::string_view part) {
  std::size_t at = text.find(part);
  while (at != std::string_view::npos && part == kLeadsElsewhere[0]) {
    const std::string_view path =
        text.substr(at, text.size() - at - Without(text.substr(at), IsOfPath).size());
    std::string_view name = path;
    while (name.ends_with('.')) name.remove_suffix(1);  // of a sentence
    const char next = at + path.size() < text.size() ? text[at + path.size()] : ' ';
    const bool ends = next != '\0' && std::string_view("%\\&").find(next) == std::string_view::npos;
    if (!ends || !IsSource(name.substr(name.rfind('/') + 1))) return at;
    at = text.find(part, at + path.size());
  }
  return at;
}

// "../../x", also behind other signs; not in the middle of a sentence, nor where all steps lead to sources.
bool LeadsElsewhere(std::string_view text) {
  const bool sentence =
      !text.empty() && IsAlpha(text.front()) && std::ranges::count(text, ' ') >= kSentenceBlanks;
  return std::ranges::any_of(kLeadsElsewhere, [&](std::string_view part) {
    const std::size_t at = NextElsewhere(text, part);
    if (at == std::string_view::npos || !sentence) return at != std::string_view::npos;
    return text.substr(0, at).find(' ') == std::string_view::npos ||
           text.find(' ', at) == std::string_view::npos;
  });
}

// "`npm install` fails": code, as Markdown has it, and words behind it.
bool IsCodeInProse(std::string_view text) {
  if (!text.starts_with('`')) return false;
  const std::size_t close = text.find_first_of("`\n", 1);
  return close != std::string_view::npos && text[close] == '`' && close + 2 < text.size() &&
         std::string_view(" ,:)").find(text[close + 1]) != std::string_view::npos && IsAlpha(text[close + 2]);
}

// "| a | b |": a row of a table in Markdown.
bool IsTableRow(std::string_view line) {
  line = Trim(line);
  return line.size() > 4 && line.starts_with("| ") && line.ends_with(" |");
}

// "&uuml;": what editors of HTML write.
bool IsReference(std::string_view text) {
  constexpr std::array<std::string_view, 19> kNames = {
      "nbsp;", "amp;",    "lt;",     "gt;",     "quot;", "ldquo;", "laquo;", "bdquo;", "auml;", "ouml;",
      "uuml;", "eacute;", "egrave;", "agrave;", "copy;", "mdash;", "ndash;", "bull;",  "#"};
  return text.starts_with('&') && BeginsWithOne(text.substr(1), kNames);
}

// "1. In the beginning": a list.
bool IsListed(std::string_view text) {
  const std::string_view rest = Without(text, IsDigit);
  return rest.size() < text.size() && (rest.starts_with(". ") || rest.starts_with(") "));
}

// "127.0.0.1", and a line end behind it: what follows is no part of an address or a number.
bool GoesOnBehindNumber(std::string_view text) {
  const std::string_view rest = Without(
      text, [](char c) { return IsDigit(c) || std::string_view(".:-\r").find(c) != std::string_view::npos; });
  return rest.size() < text.size() && rest.starts_with('\n');
}

}  // namespace

bool BreaksOut(std::string_view text) noexcept {
  text = Trim(text);
  if (IsPhrase(text)) return BreaksOut(text.substr(1, text.size() - 2));
  if (EndsItBehindWords(text)) return true;
  return ContainsOne(text, kNeverTyped) || LeadsElsewhere(text) || EndsWhatItIsIn(text) ||
         BeginsCommand(text) || ReckonsInTemplate(text) ||
         (text.find('<') != std::string_view::npos && ContainsOne(text, kRunsInPage));
}

bool IsSourcePath(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 4> kSchemes = {"webpack:///", "webpack://", "app:///", "./"};
  for (const std::string_view scheme : kSchemes)
    if (text.starts_with(scheme)) text.remove_prefix(scheme.size());
  if (!text.starts_with("../")) return false;
  const std::string_view behind = Without(text, IsOfPath);
  const std::string_view path = text.substr(0, text.size() - behind.size());
  return IsSource(path.substr(path.rfind('/') + 1)) &&
         std::ranges::all_of(behind, [](char c) { return IsDigit(c) || c == ':'; });
}

bool IsMarkedUpText(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 14> kElements = {
      "p", "div", "h1", "h2", "h3", "h4", "ul", "ol", "li", "b", "pre", "blockquote", "table", "span"};
  text = Trim(text);
  if (!text.starts_with('<') || !text.ends_with('>') || ContainsOne(text, kRunsInPage)) return false;
  const std::string_view name = text.substr(1, text.find_first_of(" >") - 1);
  // As WordPress marks its blocks.
  return IsOneOf(name, kElements) || text.starts_with("<!-- wp:");
}

bool BreaksOutAtOnce(std::string_view text) noexcept {
  text = Trim(text);
  const bool markup = text.starts_with("<?xml") || text.starts_with("<!doctype");
  if (markup && text.find("<!entity") != std::string_view::npos) return true;
  const bool starts = BeginsWithOne(text, kNeverTyped) || BeginsWithOne(text, kLeadsElsewhere);
  const std::string_view line = text.substr(0, text.find('\n'));
  // Code between three of them, as in Markdown.
  const bool marked = text.starts_with("```") || IsCodeInProse(text) || IsReference(text) || IsTableRow(line);
  return starts || GoesOnBehindNumber(text) || (!IsListed(text) && !marked && EndsWhatItIsIn(text)) ||
         (!marked && BeginsCommand(line));
}

}  // namespace errwatch
