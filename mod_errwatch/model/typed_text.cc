#include "model/typed_text.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace errwatch {
namespace {

// Longer texts are not typed into a line, and more arguments are not looked at one by one.
constexpr std::size_t kTextBytes = 1024;
constexpr int kMostArguments = 32;

// A word of an argument's name begins so: "searchTerm", "sql_query", "tx_solr[q]".
constexpr std::array<std::string_view, 32> kTextNames = {
    "search", "query", "keyword",  "term",    "text",     "find",      "phrase",     "words",
    "sql",    "jql",   "cql",      "filter",  "where",    "expr",      "such",       "recherch",
    "busca",  "sword", "lookfor",  "comment", "content",  "title",     "answer",     "message",
    "body",   "note",  "markdown", "html",    "contains", "icontains", "startswith", "istartswith"};
// ... is this.
constexpr std::array<std::string_view, 7> kShortNames = {"q", "s", "k", "kw", "wd", "qs", "srch"};
// Of arguments that take the address of a page.
constexpr std::array<std::string_view, 6> kLinkNames = {"url", "uri", "u", "link", "href", "share"};

// Where what follows a quote or a bracket goes on as a statement.
constexpr std::array<std::string_view, 20> kGoesOn = {
    "or",    "and",       "union",   "order",  "group", "having", "xor",     "rlike", "regexp", "like",
    "limit", "procedure", "waitfor", "select", "where", "in",     "between", "is",    "not",    "div"};

constexpr std::array<std::string_view, 13> kNeverTyped = {
    "../..",     "..\\..",  "/**/",      "/*!",     "jndi:",     "php://", "file://",
    "expect://", "phar://", "gopher://", "dict://", "data:text", "() {"};
constexpr std::array<std::string_view, 7> kRunsInPage = {"alert",  "prompt(",     "confirm(", "onerror",
                                                         "onload", "javascript:", "cookie"};
// Directories at the root of a system: a path that begins with one is no address of this site.
constexpr std::array<std::string_view, 16> kSystemRoots = {"etc",  "proc", "var",  "usr", "bin",     "sbin",
                                                           "dev",  "root", "home", "tmp", "windows", "winnt",
                                                           "boot", "opt",  "lib",  "sys"};

bool IsWord(char c) { return IsAlnum(c) || c == '_'; }
bool IsQuote(char c) { return c == '\'' || c == '"' || c == '`' || c == ')'; }

template <std::size_t N>
bool Contains(std::string_view text, const std::array<std::string_view, N>& parts) {
  return std::ranges::any_of(
      parts, [text](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

bool BeginsLike(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && EqualsIgnoreCase(text.substr(0, word.size()), word);
}

// A value as an application reads it, in lower case.
class Text {
 public:
  // False: too long, with control characters, or encoded more than once.
  bool Decode(std::string_view value) {
    size_ = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
      char c = value[i] == '+' ? ' ' : value[i];
      if (c == '%' && i + 2 < value.size() && HexValue(value[i + 1]) >= 0 && HexValue(value[i + 2]) >= 0) {
        c = static_cast<char>(HexValue(value[i + 1]) << 4 | HexValue(value[i + 2]));
        i += 2;
      }
      const bool control = static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\r' && c != '\t';
      if (control || size_ == bytes_.size()) return false;
      bytes_[size_++] = ToLower(c);
    }
    return !HasEscape();
  }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  bool HasEscape() const {
    for (std::size_t i = 0; i + 2 < size_; ++i)
      // Of a byte beyond ASCII it hides nothing: LIKE '%adam%'.
      if (bytes_[i] == '%' && HexValue(bytes_[i + 1]) >= 0 && HexValue(bytes_[i + 1]) < 8 &&
          HexValue(bytes_[i + 2]) >= 0)
        return true;
    return false;
  }

  std::array<char, kTextBytes> bytes_;
  std::size_t size_ = 0;
};

std::string_view Without(std::string_view text, auto which) {
  while (!text.empty() && which(text.front())) text.remove_prefix(1);
  return text;
}

bool GoesOnWithStatement(std::string_view text) {
  const std::size_t end =
      static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), IsWord) - text.begin());
  return IsOneOf(text.substr(0, end), kGoesOn);
}

// "1' or", "x') union", "admin'--", "\"><", "\" onclick=", "1 and": the first thing it does is to end what it
// is put into.
bool EndsWhatItIsIn(std::string_view text) {
  const std::string_view rest =
      Without(text, [](char c) { return IsWord(c) || c == '-' || c == '.' || c == '%'; });
  if (rest.empty()) return false;
  if (IsQuote(rest.front())) {
    const std::string_view on = Without(rest, [](char c) { return IsQuote(c) || IsSpace(c); });
    if (on.empty()) return false;
    if (std::string_view("|&;#>-+/=<").find(on.front()) != std::string_view::npos) return true;
    return GoesOnWithStatement(on) || (on.starts_with("on") && on.find('=') != std::string_view::npos);
  }
  const std::string_view token = text.substr(0, text.size() - rest.size());
  const bool number = !token.empty() && std::ranges::none_of(token, IsAlpha);
  return number && IsSpace(rest.front()) && GoesOnWithStatement(Trim(rest));
}

// "; cat x", "127.0.0.1|id", "$(id)".
bool BeginsCommand(std::string_view text) {
  const std::string_view rest = Without(text, [](char c) { return IsWord(c) || c == '-' || c == '.'; });
  if (rest.starts_with("$(") || rest.starts_with("${")) return true;
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
      const bool before_word = at + 1 < text.size() && IsWord(text[at + 1]);
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
         (IsWord(text[1]) || text[1] == '/') &&
         text.substr(1, text.size() - 2).find('"') == std::string_view::npos;
}

bool BreaksOut(std::string_view text) {
  text = Trim(text);
  if (IsPhrase(text)) return BreaksOut(text.substr(1, text.size() - 2));
  if (EndsItBehindWords(text)) return true;
  return Contains(text, kNeverTyped) || EndsWhatItIsIn(text) || BeginsCommand(text) ||
         ReckonsInTemplate(text) || (text.find('<') != std::string_view::npos && Contains(text, kRunsInPage));
}

// "https://www.example.org/a": a name of the public network, without user, password or number.
bool IsPublicAddress(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  if (!IsOneOf<3>(text.substr(0, scheme), {"http", "https", "ftp"})) return false;
  text.remove_prefix(scheme + 3);
  const std::string_view host = text.substr(0, text.find_first_of("/?#"));
  const std::size_t dot = host.rfind('.');
  return dot != std::string_view::npos && dot + 2 < host.size() &&
         std::ranges::all_of(host, [](char c) { return IsAlnum(c) || c == '.' || c == '-'; }) &&
         std::ranges::all_of(host.substr(dot + 1), IsAlpha) &&
         !Contains<3>(host, {"internal", "local", "metadata"});
}

// "/database/structure".
bool IsOwnPath(std::string_view value) {
  if (!value.starts_with('/')) return false;
  const std::string_view first = value.substr(1, value.find('/', 1) - 1);
  return !IsOneOf(first, kSystemRoots) &&
         std::ranges::all_of(value, [](char c) { return IsWord(c) || c == '/' || c == '-'; }) &&
         value.find("//") == std::string_view::npos;
}

// Numbers, words, lists of them: no attack fits in there, however it is meant.
bool IsPlain(std::string_view value) {
  return IsOwnPath(value) || std::ranges::all_of(value, [](char c) {
           return IsWord(c) || std::string_view(".,:~*@-").find(c) != std::string_view::npos;
         });
}

// Words of "tx_solr%5Bq%5D", "sql_query", "$filter".
bool AnyWord(std::string_view name, auto which) {
  while (!name.empty()) {
    if (name.front() == '%' && name.size() > 2) {
      name.remove_prefix(3);
    } else if (!IsAlnum(name.front())) {
      name.remove_prefix(1);
    } else {
      const std::size_t end =
          static_cast<std::size_t>(std::find_if_not(name.begin(), name.end(), IsAlnum) - name.begin());
      if (which(name.substr(0, end))) return true;
      name.remove_prefix(end);
    }
  }
  return false;
}

bool HoldsText(std::string_view word) {
  return IsOneOf(word, kShortNames) ||
         std::ranges::any_of(kTextNames, [word](std::string_view name) { return BeginsLike(word, name); });
}

enum class Argument { kPlain, kTyped, kOther };

Argument Judge(std::string_view argument, Text& text) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string_view::npos) return IsPlain(argument) ? Argument::kPlain : Argument::kOther;
  const std::string_view name = argument.substr(0, equals);
  const std::string_view value = argument.substr(equals + 1);
  if (!text.Decode(value)) return Argument::kOther;
  if (AnyWord(name, HoldsText)) return BreaksOut(text.view()) ? Argument::kOther : Argument::kTyped;
  if (IsPlain(text.view())) return Argument::kPlain;
  const bool link = IsOneOf(name, kLinkNames) && IsPublicAddress(text.view()) && !BreaksOut(text.view());
  return link ? Argument::kTyped : Argument::kOther;
}

}  // namespace

bool MayBeTyped(std::string_view args) noexcept {
  Text text;
  bool typed = false;
  for (int i = 0; !args.empty(); ++i) {
    const std::string_view argument = args.substr(0, args.find('&'));
    args.remove_prefix(std::min(argument.size() + 1, args.size()));
    const Argument judged = i < kMostArguments ? Judge(argument, text) : Argument::kOther;
    if (judged == Argument::kOther) return false;
    typed = typed || judged == Argument::kTyped;
  }
  return typed;
}

bool IsAboutSystemFile(std::string_view path) noexcept {
  const bool plain = std::ranges::all_of(
      path, [](char c) { return IsWord(c) || std::string_view("./-+~:").find(c) != std::string_view::npos; });
  if (!plain || path.find("..") != std::string_view::npos || path.find("//") != std::string_view::npos)
    return false;
  bool first = true;
  for (std::size_t begin = 1; begin < path.size(); first = false) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (IsOneOf(path.substr(begin, end - begin), kSystemRoots)) return !first;
    begin = end + 1;
  }
  return false;
}

}  // namespace errwatch
