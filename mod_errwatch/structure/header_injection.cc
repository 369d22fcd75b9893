#include "structure/header_injection.h"

#include <array>
#include <cstddef>

#include "base/ascii.h"
#include "base/word_filter.h"
#include "structure/cursor.h"
#include "structure/sent_reader.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostLineBytes = 64;  // of a line, what is looked at
constexpr int kMostWords = 3;               // more in the first line are a text

// The begin of a line, and what of the whole is asked for.
struct ProtocolLine {
  std::array<char, kMostLineBytes> bytes;  // the first `size` have a meaning
  std::size_t size = 0;
  int blanks = 0;
  bool sign = false;  // an '@'

  void Clear() {
    size = 0;
    blanks = 0;
    sign = false;
  }
  void Put(char c) {
    if (c == ' ' && size == 0) return;  // also what continues a header
    blanks += c == ' ';
    sign = sign || c == '@';
    if (size < bytes.size()) bytes[size++] = c;
  }
  std::string_view text() const { return {bytes.data(), size}; }
};

// Names of headers that nobody writes in front of a colon otherwise; one that ends in '-' is a family.
constexpr std::array<std::string_view, 22> kProtocolHeaders = {"set-cookie",
                                                               "content-",
                                                               "transfer-encoding",
                                                               "access-control-",
                                                               "proxy-",
                                                               "strict-transport-security",
                                                               "www-",
                                                               "cache-control",
                                                               "user-agent",
                                                               "accept-",
                                                               "if-",
                                                               "sec-",
                                                               "mime-version",
                                                               "last-modified",
                                                               "etag",
                                                               "connection",
                                                               "authorization",
                                                               "keep-alive",
                                                               "x-forwarded-",
                                                               "x-xss-",
                                                               "x-accel-",
                                                               "bcc"};

// Begins of commands: in full, or up to what differs.
constexpr std::array<std::string_view, 17> kProtocolCommands = {
    "mail from:", "rcpt to:",   "ehlo ",     "helo ",   "config set ", "config get ",
    "slaveof ",   "replicaof ", "flushall",  "flushdb", "bgsave",      "module load ",
    "stor /",     "cwd /",      "site exec", "vrfy ",   "expn "};
constexpr std::array<std::string_view, 6> kRequestMethods = {"get ",  "post ",   "put ",
                                                             "head ", "delete ", "options "};
constexpr std::array<std::string_view, 14> kImapCommands = {
    "login",        "capability", "select", "list",   "fetch",  "logout",   "noop",
    "authenticate", "examine",    "create", "delete", "append", "starttls", "lsub"};

std::size_t EndOfWord(std::string_view text, std::size_t at) {
  return SkipWhile(text, at, [](char c) { return c != ' '; });
}

bool IsDecimal(std::string_view text) { return !text.empty() && SkipWhile(text, 0, IsDigit) == text.size(); }

// "name" of "name: value".
std::string_view HeaderName(std::string_view line) {
  const std::size_t end = SkipWhile(line, 0, [](char c) { return IsWordByte(c) || c == '-'; });
  const std::size_t colon = BehindBlanks(line, end);
  return end >= 2 && At(line, colon) == ':' ? line.substr(0, end) : std::string_view();
}

std::string_view HeaderValue(std::string_view line) {
  const std::size_t colon = line.find(':');
  return From(line, BehindBlanks(line, colon + 1));
}

bool IsKnownHeader(std::string_view name) {
  if (!MayBeginAs<kProtocolHeaders>(name)) return false;
  for (const std::string_view known : kProtocolHeaders) {
    if (known.ends_with('-') ? name.starts_with(known) && name.size() > known.size() : name == known)
      return true;
  }
  return false;
}

// Words that also stand in front of a colon in what people write: what follows decides.
bool IsWordAsHeader(std::string_view name, const ProtocolLine& line, const ProtocolLine& first) {
  const std::string_view value = HeaderValue(line.text());
  if (name == "location" || name == "uri")
    return value.starts_with("http") || value.starts_with('/') || value.starts_with("javascript");
  if (name == "refresh") return IsDigit(At(value, 0));
  if (name == "status") return value.size() >= 3 && IsDecimal(value.substr(0, 3));
  if (name == "host" || name == "cookie")
    return value.find_first_of(name == "host" ? "." : "=") != std::string_view::npos;
  if (name == "to" || name == "cc" || name == "from" || name == "reply-to" || name == "sender")
    return line.sign && first.sign;
  if (name == "subject") return first.sign;
  return name.starts_with("x-") && name.size() > 5;
}

// "set key 0 3600 5" of memcached.
bool IsStorageCommand(std::string_view line) {
  std::size_t at = EndOfWord(line, 0);
  const std::string_view verb = line.substr(0, at);
  if (verb != "set" && verb != "add" && verb != "replace" && verb != "append") return false;
  int numbers = 0;
  for (int word = 0; word < 4 && at < line.size(); ++word) {
    const std::size_t begin = BehindBlanks(line, at);
    at = EndOfWord(line, begin);
    numbers += word > 0 && IsDecimal(line.substr(begin, at - begin));
  }
  return numbers == 3;
}

// "a001 login ...".
bool IsTaggedCommand(std::string_view line) {
  const std::size_t letters = SkipWhile(line, 0, IsLower);
  const std::size_t end = SkipWhile(line, letters, IsDigit);
  if (letters == 0 || letters > 4 || end == letters || At(line, end) != ' ') return false;
  const std::size_t word = end + 1;
  return IsOneOf(line.substr(word, EndOfWord(line, word) - word), kImapCommands);
}

// "get /x http/1.1", also cut off.
bool IsRequestLine(std::string_view line) {
  for (const std::string_view method : kRequestMethods) {
    if (!line.starts_with(method)) continue;
    const std::string_view target = line.substr(method.size());
    return target.starts_with('/') || target.starts_with("http://") || target.starts_with("https://");
  }
  return false;
}

// What else a command begins with.
constexpr std::array<std::string_view, 8> kOtherCommands = {"http/", "retr ", "dele ",    "eval ",
                                                            "set ",  "add ",  "replace ", "append "};

bool IsProtocolCommand(std::string_view line) {
  if (IsTaggedCommand(line) || BeginsAsOneOf<kProtocolCommands>(line)) return true;
  if (BeginsAsOneOf<kRequestMethods>(line) && IsRequestLine(line)) return true;
  if (!BeginsAsOneOf<kOtherCommands>(line)) return false;
  if (line.starts_with("http/") && IsDigit(At(line, 5))) return true;
  if ((line.starts_with("retr ") || line.starts_with("dele ")) && IsDigit(At(line, 5))) return true;
  if (line.starts_with("eval ") && IsQuoteMark(At(line, 5))) return true;
  return IsStorageCommand(line);
}

// Behind a line end in an odd coding a word alone is none: nothing in the decoded text shows it
// (kHeaderInjectionMarks).
bool IsCommandOfLine(const ProtocolLine& line, bool odd) {
  return (!odd || line.blanks > 0) && IsProtocolCommand(line.text());
}

// `of_request`: the first line ended a request line of the server's own.
bool IsOfProtocol(const ProtocolLine& line, const ProtocolLine& first, bool of_request, bool odd) {
  const std::string_view name = HeaderName(line.text());
  if (odd && name.size() >= 3) return true;
  if (!name.empty() && of_request) return true;
  if (first.blanks >= kMostWords) return false;
  if (IsCommandOfLine(line, odd)) return true;
  if (name.empty()) return false;
  return IsKnownHeader(name) || (first.blanks == 0 && IsWordAsHeader(name, line, first));
}

// "*3" and "$7", one below the other, of Redis.
bool IsBulkCommand(const ProtocolLine& before, const ProtocolLine& line) {
  return before.size >= 2 && line.size >= 2 && before.bytes[0] == '*' && line.bytes[0] == '$' &&
         IsDecimal(before.text().substr(1)) && IsDecimal(line.text().substr(1));
}

}  // namespace

namespace {

// Begins what SentReader may read as a line end.
constexpr ByteTable kMayBeginLineEnd("\r\n\xc0\xc4\xe0\xe5%\\");
constexpr ByteTable kOfEncoded("05eEuUcC%");  // behind a percent sign
constexpr ByteTable kOfEscaped("rRnN%");      // behind a backslash

// A quick look: something that SentReader may read as a line end.
bool MayHaveLineEnd(std::string_view sent) {
  for (std::size_t at = kMayBeginLineEnd.Find(sent); at != std::string_view::npos;
       at = kMayBeginLineEnd.Find(sent, at + 1)) {
    const char c = sent[at];
    if (c != '%' && c != '\\') return true;
    const char next = At(sent, at + 1);
    if (c == '\\' ? kOfEscaped.Has(next) : kOfEncoded.Has(next) || (next == '2' && At(sent, at + 2) == '5'))
      return true;
  }
  return false;
}

// Nothing, or what a header holds: no mark of a text ("```"), and no header of a list of them.
bool IsWord(const ProtocolLine& first) {
  if (first.size == 0) return true;
  return IsAlnum(first.bytes[0]) &&
         (HeaderName(first.text()).empty() || first.text().find("://") != std::string_view::npos);
}

// "GET /users" stands below "Users" where somebody describes a service.
bool IsBehindWord(const ProtocolLine& line, bool odd) {
  const std::string_view name = HeaderName(line.text());
  if (!name.empty()) return IsKnownHeader(name) || (odd && name.size() >= 3);
  return IsCommandOfLine(line, odd) &&
         (!IsRequestLine(line.text()) || line.text().find(" http/1.") != std::string_view::npos);
}

}  // namespace

bool HasHeaderBehindWord(const Value& value) noexcept {
  if (!MayHaveLineEnd(value.sent)) return false;
  SentReader reader(value.sent);
  ProtocolLine first;
  ProtocolLine next;
  ProtocolLine* line = &first;
  bool odd = false;
  while (true) {
    const bool end = reader.AtEnd();
    const char c = end ? '\n' : reader.Next();
    if (c != '\n') {
      line->Put(c);
      if (line == &first && first.blanks > 0) return false;
    } else if (line == &next && next.size != 0) {
      return IsBehindWord(next, odd);
    } else if (end || !IsWord(first)) {
      return false;
    } else {
      odd = reader.was_odd();
      line = &next;
    }
  }
}

bool HasHeaderInjection(const Value& value) noexcept {
  if (!MayHaveLineEnd(value.sent)) return false;
  SentReader reader(value.sent);
  std::array<ProtocolLine, 3> lines;
  const ProtocolLine& first = lines[0];
  const ProtocolLine* before = &first;
  ProtocolLine* line = lines.data();
  bool is_first = true;
  bool of_request = false;
  bool odd = false;
  while (true) {
    const bool end = reader.AtEnd();
    const char c = end ? '\n' : reader.Next();
    if (c != '\n') {
      line->Put(c);
      continue;
    }
    if (!is_first && line->size != 0 &&
        (IsOfProtocol(*line, first, of_request, odd) || (!odd && IsBulkCommand(*before, *line))))
      return true;
    if (end) return false;
    if (is_first) of_request = first.text().find(" http/1.") != std::string_view::npos;
    odd = reader.was_odd();
    is_first = false;
    before = line;
    line = line == &lines[1] ? &lines[2] : &lines[1];
    line->Clear();
  }
}

}  // namespace errwatch
