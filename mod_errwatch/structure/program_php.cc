#include "structure/program_php.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "structure/cursor.h"
#include "structure/php_arguments.h"
#include "structure/php_functions.h"

namespace errwatch {
namespace {

// What may be looked at again: brackets are followed to their other ends, and what is called is looked for in
// front of them. When it is used up, these say no more; calls by name do not need it.
struct PhpBudget {
  std::size_t bytes;
  // Whether a value has no text and nothing of the request in it; looked for once, when it is asked.
  enum class Plain : uint8_t { kNotAsked, kYes, kNo } plain = Plain::kNotAsked;

  bool Takes(std::size_t wanted) {
    if (bytes < wanted) return false;
    bytes -= wanted;
    return true;
  }
};
constexpr std::size_t kLeastPhpBudget = 2048;

// Of front ends: $http(...), $t('...').
constexpr std::array<std::string_view, 16> kScriptFunctions = {
    "http",     "q",  "emit", "t",  "tc",  "set",  "watch",   "timeout",
    "interval", "on", "off",  "el", "get", "post", "compile", "parse"};

constexpr std::array<std::string_view, 10> kSuperGlobals = {
    "_get",   "_post",    "_request", "_server", "_cookie",
    "_files", "_session", "_env",     "globals", "http_raw_post_data"};

constexpr std::array<std::string_view, 12> kPhpWrappers = {
    "expect",        "phar",           "zip",  "rar",       "ogg",      "glob", "zlib",
    "compress.zlib", "compress.bzip2", "ssh2", "ssh2.exec", "ssh2.sftp"};

constexpr std::array<std::string_view, 7> kStreams = {"filter", "input", "fd",    "memory",
                                                      "temp",   "stdin", "output"};

// Code begins at `at`, behind "<?" or "<?php": not the greeting of an XML document, not what authors of
// themes ask about.
bool IsCode(std::string_view text, std::size_t at) {
  at = PastBlanks(text, at);
  const char c = At(text, at);
  if (IsAnyOf(c, "$@'\"`/#{(") && c != '\0') return true;
  const std::string_view name = NameAt(text, at);
  if (name.empty()) return false;
  const std::size_t behind = PastBlanks(text, at + name.size());
  if (name == "echo" || name == "print" || name == "return") {
    const std::string_view what = NameAt(text, behind);
    return !(what.starts_with("get_") || what.starts_with("esc_") || what.starts_with("the_"));
  }
  if (name.starts_with("the_") || name.starts_with("wp_") || name.starts_with("get_") || name == "bloginfo")
    return false;
  return IsAnyOf(At(text, behind), "('\"$;") && At(text, behind) != '\0';
}

// `at` is that of "<?".
bool IsOpeningTag(std::string_view text, std::size_t at) {
  if (At(text, at + 2) == '=') return !IsSpace(At(text, at + 3)) || At(text, at + 4) != '\0';
  const std::string_view name = NameAt(text, PastBlanks(text, at + 2));
  if (name == "php") {
    const std::size_t behind = PastBlanks(text, at + 2) + 3;
    return IsCode(text, behind) || (At(text, behind) == '\0' && !IsSpace(Before(text, at)));
  }
  if (name == "xml" && StandsAt(text, PastBlanks(text, at + 5), ":")) return true;
  return name != "xml" && IsCode(text, at + 2);
}

// What an argument of code begins with; "system(s)" is a word. `at` is behind the parenthesis.
bool IsCodeArgument(std::string_view text, std::size_t at, bool whole_value) {
  at = PastBlanks(text, at);
  const char c = At(text, at);
  if (c == '\0') return whole_value;
  if (IsDigit(c) || IsAnyOf(c, "'\"$)@\\[`<")) return true;
  const std::string_view name = NameAt(text, at);
  const char behind = At(text, PastBlanks(text, at + name.size()));
  if (name.empty()) return false;
  if (behind == '(') return true;
  if (!whole_value || name.size() < 2) return false;
  const std::size_t rest = PastBlanks(text, at + name.size());
  return behind == '.' || behind == '\0' ||
         (behind == ')' && (rest + 1 == text.size() || At(text, rest + 1) == ';'));
}

// "system('id')". `at` is that of the parenthesis.
bool IsCall(std::string_view text, std::size_t at) {
  const std::string_view front = BackOverBlanks(text, at);
  const std::string_view name = NameBefore(front, front.size());
  const bool shared = IsOneOf<kSharedFunctions>(name);
  if (!shared && !IsPhpFunction(name)) return false;
  const std::string_view before = front.substr(0, front.size() - name.size());
  if (!before.empty() && IsAnyOf(before.back(), ".-$") && !before.ends_with("->")) {
    // "re.exec(x)" and "$eval(x)" are of another language; 'a'.system('b') is one string and another.
    if (before.back() != '.' || before.size() < 2 || !IsAnyOf(before[before.size() - 2], "'\")"))
      return false;
  }
  if (before.ends_with("->")) return false;
  if (IsProse(before)) return false;
  if (name.starts_with("include") || name.starts_with("require")) return IsIncludedPath(text, at + 1);
  if (IsOneOf<kCallbackTakers>(name)) return TakesRunningCallback(text, at);
  if (ReadsOwnData(name, text, at)) return false;
  const bool blank = front.size() < at;
  const bool whole_value = Trim(before).empty();
  if (OnlyComputes(name, text, at)) return false;
  // "phpinfo() shows the wrong version"
  if (StandsAt(text, at, "() ") && IsAlpha(At(text, at + 3))) return false;
  if (shared && (!whole_value || IsAnyOf(At(text, PastBlanks(text, at + 1)), "'\""))) return false;
  // "what system() does": a call of nothing in the middle stands behind an operator.
  if (!whole_value && StandsAt(text, at, "()") &&
      (before.empty() || !IsAnyOf(before.back(), ";={(!@&|'\".,")))
    return false;
  // "system (solar)"
  const std::string_view word = NameAt(text, at + 1);
  if (blank && !shared && !word.empty() && IsAlpha(word.front()) && StandsAt(text, at + 1 + word.size(), ")"))
    return false;
  if (blank && !whole_value && !IsAnyOf(At(text, PastBlanks(text, at + 1)), "'\"$)")) return false;
  return IsCodeArgument(text, at + 1, whole_value);
}

// "exec # (", "exec //comment (x)": between the name and the parenthesis a line's comment; the line ends
// have become blanks.
bool BeginsWithCommentedCall(std::string_view text) {
  const std::string_view name = NameAt(text, 0);
  if (!IsPhpFunction(name)) return false;
  const std::size_t comment = PastBlanks(text, name.size());
  return (At(text, comment) == '#' || StandsAt(text, comment, "//")) &&
         From(text, comment).substr(0, kMostInPhpBrackets).find(" (") != std::string_view::npos;
}

// Behind the bracket that closes the one at `at`; `at` where none does.
std::size_t BehindBrackets(std::string_view text, std::size_t at, PhpBudget& budget) {
  if (!budget.Takes(kMostInPhpBrackets)) return at;
  const char open = At(text, at);
  const char close = open == '[' ? ']' : open == '{' ? '}' : ')';
  int depth = 0;
  for (std::size_t i = at; i < text.size() && i - at < kMostInPhpBrackets; ++i) {
    if (text[i] == open) ++depth;
    if (text[i] == close && --depth == 0) {
      budget.bytes += kMostInPhpBrackets - (i - at + 1);
      return i + 1;
    }
  }
  return at;
}

// "$callback($item)" where nothing says what either is: "$f='system';$f($x)" does. `at` is that of the
// parenthesis.
bool GivesVariable(std::string_view text, std::size_t at, PhpBudget& budget) {
  const std::size_t dollar = PastBlanks(text, at + 1);
  if (At(text, dollar) != '$' || !IsAlpha(At(text, dollar + 1))) return false;
  const std::size_t end = SkipWhile(text.substr(0, at + kMostInPhpBrackets), dollar,
                                    [](char c) { return IsIdentifierByte(c) || IsAnyOf(c, "$, ->"); });
  if (At(text, end) != ')') return false;
  if (budget.plain == PhpBudget::Plain::kNotAsked) {
    const bool plain = text.find_first_of("'\"`") == text.npos && FindText(text, "$_") == text.npos &&
                       FindText(text, "$globals") == text.npos;
    budget.plain = plain ? PhpBudget::Plain::kYes : PhpBudget::Plain::kNo;
  }
  return budget.plain == PhpBudget::Plain::kYes;
}

// $_GET['page']: a program's line reads it; what an intruder needs is short, and called. `at` is that of the
// dollar, `bracket` behind the name.
bool IsReadByPage(std::string_view text, std::size_t at, std::size_t bracket) {
  if (Before(text, at) == '`') return false;
  if (At(text, bracket) != '[' || !IsAnyOf(At(text, bracket + 1), "'\"")) return false;
  const std::string_view key = NameAt(text, bracket + 2);
  const std::size_t close = bracket + 2 + key.size();
  if (key.size() < 2 || !IsAlpha(At(key, 0)) || At(text, close) != At(text, bracket + 1) ||
      At(text, close + 1) != ']')
    return false;
  const std::string_view behind = Trim(From(text, close + 2));
  if (at == 0 && (behind.empty() || behind == ";")) return false;  // nothing but that
  return behind.empty() || !IsAnyOf(behind.front(), "([{");
}

// "$f(1)", "$a['b'](1)", "$$f(1)", "$_{_}(1)", "$_get[0]". `at` is that of the dollar.
bool IsVariableCall(std::string_view text, std::size_t at, PhpBudget& budget) {
  if (IsAlnum(Before(text, at)) || IsAnyOf(Before(text, at), ".$")) return false;
  const std::size_t begin = at;
  while (At(text, at) == '$') ++at;
  const std::string_view name = NameAt(text, at);
  if (name.empty() || IsDigit(name.front()) || IsOneOf<kScriptFunctions>(name)) return false;
  if (name.starts_with("__") && IsAlpha(At(name, 2))) return false;  // Grafana: $__timefilter(ts)
  at = PastBlanks(text, at + name.size());
  if (IsOneOf<kSuperGlobals>(name))
    return (At(text, at) == '\0' || IsAnyOf(At(text, at), "[{)];")) && !IsReadByPage(text, begin, at);
  for (int i = 0; i < 4 && (At(text, at) == '[' || At(text, at) == '{'); ++i) {
    const std::size_t behind = BehindBrackets(text, at, budget);
    if (behind == at) return false;
    at = PastBlanks(text, behind);
  }
  for (int i = 0;
       i < 2 && (StandsAt(text, at, "//") || At(text, at) == '#') && budget.Takes(kMostInPhpBrackets);
       ++i) {  // a comment up to what was a line's end
    const std::size_t most = std::min(text.size(), at + kMostInPhpBrackets);
    while (at < most && !IsSpace(text[at])) ++at;
    at = PastBlanks(text, at);
  }
  if (At(text, at) != '(' || GivesVariable(text, at, budget)) return false;
  return BehindBrackets(text, at, budget) != at;
}

// "system"('id'), ('sys'.'tem')('id'), (system)(id), [system][0](id): a text is called. `at` is that of the
// parenthesis.
bool IsCallOfText(std::string_view text, std::size_t at, PhpBudget& budget) {
  std::string_view front = BackOverBlanks(text, at);
  if (front.empty() || !IsAnyOf(front.back(), "'\")]}")) return false;
  const char last = front.back();
  front = front.substr(front.size() - std::min(front.size(), kMostInPhpBrackets));
  if (last == '\'' || last == '"') {
    if (BackOverBlanks(text, at).size() != at && !IsSpace(At(text, at + 1))) return false;
    const std::size_t open = front.rfind(last, front.size() - 2);
    if (front.size() < 3 || open == std::string_view::npos) return false;
    const std::string_view inner = front.substr(open + 1, front.size() - open - 2);
    return !inner.empty() &&
           std::ranges::all_of(inner, [](char c) { return IsIdentifierByte(c) || c == '\\'; });
  }
  if (!budget.Takes(front.size())) return false;
  bool quoted = false;
  for (std::size_t i = 0; i < front.size(); ++i) {
    const std::string_view name = NameAt(front, i);
    if (!name.empty() && !IsIdentifierByte(Before(front, i)) && IsPhpFunction(name)) {
      const char before = BackOverBlanks(front, i).empty() ? '\0' : BackOverBlanks(front, i).back();
      const char behind = At(front, PastBlanks(front, i + name.size()));
      if (IsAnyOf(before, "([\"'") && before != '\0' && IsAnyOf(behind, ")]\"'") && behind != '\0')
        return true;
    }
    if (StandsAt(front, i, "'.'") || StandsAt(front, i, "\".\"")) quoted = true;
    i += name.empty() ? 0 : name.size() - 1;
  }
  return quoted && last == ')';
}

// "new splfileobject('/etc/passwd')", "new reflectionfunction('system')", "ffi::cdef('int system(..')": the
// class does what a function would. `at` is that of the parenthesis.
bool IsMadeOfClass(std::string_view text, std::size_t at) {
  const std::string_view name = NameBefore(text, at);
  const std::string_view arguments = From(text, at).substr(0, kMostInPhpArguments);
  if (name == "cdef" && text.substr(0, at).ends_with("ffi::cdef"))
    return arguments.find("system") < arguments.size() || arguments.find("exec") < arguments.size() ||
           arguments.find("popen") < arguments.size();
  if (name == "splfileobject" || name == "directoryiterator" || name == "filesystemiterator")
    return IsIncludedPath(text, at + 1);
  return name == "reflectionfunction" && HoldsFunctionName(text, at);
}

// `at` is that of "://".
bool IsWrapper(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (IsIdentifierByte(Before(text, begin)) || Before(text, begin) == '.') --begin;
  const std::string_view name = text.substr(begin, at - begin);
  if (name == "php") return IsOneOf(NameAt(text, at + 3), kStreams);
  if (name == "http" || name == "https" || name == "ftp") {  // include "http://a/x.txt";
    if (!IsAnyOf(Before(text, begin), "'\"") || begin == 0) return false;
    const std::string_view front = BackOverBlanks(text, begin - 1);
    const std::string_view word = NameBefore(front, front.size());
    return IsOneOf<4>(word, {"include", "include_once", "require", "require_once"}) &&
           !IsProse(front.substr(0, front.size() - word.size()));
  }
  return IsOneOf(name, kPhpWrappers);
}

bool HasDataOfText(std::string_view text) {
  for (const std::string_view type :
       {"data:text/plain", "data:text/php", "data:text/x-php", "data://text/", "base64,pd9"}) {
    const std::size_t at = text.find(type);
    if (at != std::string_view::npos && !IsProse(text.substr(0, at))) return true;
  }
  return false;
}

}  // namespace

bool HasPhp(std::string_view text) noexcept {
  if (BeginsWithCommentedCall(text)) return true;
  static constexpr ByteTable kMarks("<($:");
  PhpBudget budget{text.size() + kLeastPhpBudget};
  for (std::size_t at = kMarks.Find(text); at != std::string_view::npos; at = kMarks.Find(text, at + 1)) {
    switch (text[at]) {
      case '<':
        if (At(text, at + 1) == '?' && IsOpeningTag(text, at)) return true;
        if (StandsAt(text, at, "<script language=\"php\"") || StandsAt(text, at, "<script language='php'"))
          return true;
        break;
      case '(':
        if (IsCall(text, at) || IsCallOfText(text, at, budget) || IsMadeOfClass(text, at)) return true;
        break;
      case '$':
        if (IsVariableCall(text, at, budget)) return true;
        break;
      default:
        if (StandsAt(text, at, "://") && IsWrapper(text, at)) return true;
        if (NameBefore(text, at) == "data" && HasDataOfText(text.substr(at - 4, 20))) return true;
    }
  }
  const std::size_t open = FindText(text, "{php}");  // of Smarty
  if (FindText(text, "{/php}") != text.npos) return true;
  if (open == text.npos) return false;
  const char behind = At(text, open + 5);
  return (behind != '\0' && !IsSpace(behind)) || text.find_first_of("(;`", open) != text.npos;
}

}  // namespace errwatch
