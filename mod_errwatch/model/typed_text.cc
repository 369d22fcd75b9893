#include "model/typed_text.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/ascii.h"
#include "base/percent.h"
#include "model/break_out.h"

namespace errwatch {
namespace {

// Longer texts are not typed into a line, and more arguments are not looked at one by one.
constexpr std::size_t kTextBytes = 1024;
constexpr int kMostArguments = 32;

// A word of an argument's name begins so: "searchTerm", "sql_query", "tx_solr[q]".
constexpr std::array<std::string_view, 41> kTextNames = {
    "search",   "query",     "keyword",    "term",        "text",    "find",     "phrase",
    "words",    "sql",       "jql",        "cql",         "filter",  "where",    "expr",
    "such",     "recherch",  "busca",      "sword",       "lookfor", "comment",  "content",
    "title",    "answer",    "message",    "body",        "note",    "markdown", "html",
    "contains", "icontains", "startswith", "istartswith", "zoek",    "szuka",    "wyszuk",
    "hled",     "vyhled",    "ricerca",    "pesquis",     "procur",  "keres"};
// ... is this.
constexpr std::array<std::string_view, 16> kShortNames = {"q",    "s",    "k",     "kw",    "wd",  "qs",
                                                          "srch", "full", "ara",   "arama", "sok", "haku",
                                                          "cari", "wort", "cerca", "poisk"};
// Of arguments that take the address of a page.
constexpr std::array<std::string_view, 6> kLinkNames = {"url", "uri", "u", "link", "href", "share"};

// Directories at the root of a system: a path that begins with one is no address of this site.
constexpr std::array<std::string_view, 16> kSystemRoots = {"etc",  "proc", "var",  "usr", "bin",     "sbin",
                                                           "dev",  "root", "home", "tmp", "windows", "winnt",
                                                           "boot", "opt",  "lib",  "sys"};

bool IsWord(char c) { return IsAlnum(c) || c == '_'; }

template <std::size_t N>
bool Contains(std::string_view text, const std::array<std::string_view, N>& parts) {
  return std::ranges::any_of(
      parts, [text](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

// A value as an application reads it, in lower case.
class Text {
 public:
  // False: with control characters, or encoded more than once.
  bool Decode(std::string_view value) {
    size_ = 0;
    cut_ = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
      char c = value[i] == '+' ? ' ' : value[i];
      if (const int byte = PercentByte(value, i); byte >= 0) {
        c = static_cast<char>(byte);
        i += kPercentBytes - 1;
      }
      const bool control = static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\r' && c != '\t';
      if (control) return false;
      cut_ = size_ == bytes_.size();
      if (cut_) break;
      bytes_[size_++] = ToLower(c);
    }
    return !HasEscape();
  }
  std::string_view view() const { return {bytes_.data(), size_}; }
  bool cut() const { return cut_; }  // it is longer than that

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
  bool cut_ = false;
};

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

// Words of an argument's name begin so where it stands in a body.
constexpr std::array<std::string_view, 12> kBodyNames = {"msg",     "description", "subject", "excerpt",
                                                         "caption", "summary",     "post",    "rawsql",
                                                         "bio",     "remark",      "reason",  "feedback"};

bool HoldsWriting(std::string_view word) {
  return HoldsText(word) ||
         std::ranges::any_of(kBodyNames, [word](std::string_view name) { return BeginsLike(word, name); });
}

// A longer text is no value that somebody filled into a line of a form.
constexpr std::size_t kWrittenBytes = 256;
// So many blanks stand in a long sentence.
constexpr std::ptrdiff_t kLongSentenceBlanks = 10;

// Its first thousand bytes, as an application reads them.
std::string_view Beginning(std::string_view value, std::span<char, kTextBytes> space) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < value.size() && size < space.size(); ++i) {
    char c = value[i] == '+' ? ' ' : value[i];
    if (const int byte = PercentByte(value, i); byte >= 0) {
      c = static_cast<char>(byte);
      i += kPercentBytes - 1;
    }
    space[size++] = ToLower(c);
  }
  return {space.data(), size};
}

// So many blanks stand in the first line of a text that is none of a protocol: "GET / HTTP/1.1" has two.
constexpr std::ptrdiff_t kProseBlanks = 3;

// Several lines, which come from no field of one: a mail that is quoted, a report that a link fills in. Under
// any name where the first line is one of words.
bool IsWrittenInLines(std::string_view name, std::string_view text) {
  text = Trim(text);
  const std::string_view first = text.substr(0, text.find('\n'));
  if (first.size() == text.size() || BreaksOutAtOnce(text)) return false;
  return AnyWord(name, HoldsWriting) ||
         (IsAlnum(first.front()) && std::ranges::count(first, ' ') >= kProseBlanks);
}

enum class Argument { kPlain, kTyped, kOther };

Argument Judge(std::string_view argument, Text& text) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string_view::npos) return IsPlain(argument) ? Argument::kPlain : Argument::kOther;
  const std::string_view name = argument.substr(0, equals);
  const std::string_view value = argument.substr(equals + 1);
  if (!text.Decode(value)) return Argument::kOther;
  if (IsWrittenInLines(name, text.view())) return Argument::kTyped;
  if (text.cut()) return Argument::kOther;
  if (AnyWord(name, HoldsText)) return BreaksOut(text.view()) ? Argument::kOther : Argument::kTyped;
  if (IsPlain(text.view())) return Argument::kPlain;
  const bool link = IsOneOf(name, kLinkNames) && IsPublicAddress(text.view()) && !BreaksOut(text.view());
  return link ? Argument::kTyped : Argument::kOther;
}

bool HoldsAddress(std::string_view word) {
  return IsOneOf(word, kLinkNames) ||
         (word.size() > 3 && IsOneOf<2>(word.substr(word.size() - 3), {"url", "uri"}));
}

// "post[title]", "data%5B0%5D.name", "alias[@lib]": nothing is hidden in the name itself.
bool IsFieldName(std::string_view name) {
  for (; !name.empty(); name.remove_prefix(1)) {
    const bool bracket = name.size() > 2 && (IsOneOf<2>(name.substr(0, 3), {"%5B", "%5D"}));
    if (bracket) name.remove_prefix(2);
    if (!bracket && !IsWord(name.front()) &&
        std::string_view("[].:-@").find(name.front()) == std::string_view::npos)
      return false;
  }
  return true;
}

// Several lines, or as long as several are.
bool IsOfLines(std::string_view text) {
  text = Trim(text);
  return text.size() >= kWrittenBytes || text.find('\n') != std::string_view::npos ||
         std::ranges::count(text, ' ') >= kLongSentenceBlanks;
}

// "the ' or 1=1 trick is old": words in front of what it is about, and words behind it.
bool IsAboutIt(std::string_view text) {
  constexpr int kWordsBehind = 3;
  text = Trim(text);
  const std::size_t first =
      static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), IsAlpha) - text.begin());
  if (first < 2 || first == text.size() || text[first] != ' ') return false;
  for (int i = 0; i < kWordsBehind; ++i) {
    const std::size_t blank = text.rfind(' ');
    if (blank == std::string_view::npos) return false;
    std::string_view word = text.substr(blank + 1);
    if (!word.empty() && std::string_view(".,:;!?)").find(word.back()) != std::string_view::npos)
      word.remove_suffix(1);
    if (word.empty() || !std::ranges::all_of(word, IsAlpha)) return false;
    text = text.substr(0, blank);
  }
  return true;
}

}  // namespace

bool MayBeWritten(std::string_view field) noexcept {
  const std::size_t equals = field.find('=');
  // What has no name is all text.
  const std::string_view name =
      equals == std::string_view::npos ? std::string_view() : field.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? field : field.substr(equals + 1);
  if (!IsFieldName(name)) return false;
  std::array<char, kTextBytes> space;
  const std::string_view text = Beginning(value, space);
  if (text.empty()) return true;
  if (IsSourcePath(text)) return true;
  if (IsOfLines(text) || IsMarkedUpText(text) || IsAboutIt(text)) return !BreaksOutAtOnce(text);
  if (std::ranges::count(text, ' ') >= kSentenceBlanks || AnyWord(name, HoldsWriting))
    return !BreaksOut(text);
  return AnyWord(name, HoldsAddress) && IsPublicAddress(text) && !BreaksOut(text);
}

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
