// Holds the detector of header injection against its definition on any value: the value is undone into a list
// of lines, and each line is asked by regular expressions.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "built_value.h"
#include "match/normalize.h"
#include "plain_text.h"
#include "structure/header_injection.h"

namespace {

using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)

struct PlainLine {
  std::string text{};  // the first bytes of it
  int blanks = 0;      // of all
  bool sign = false;
  bool odd = false;  // it stands behind a line end in a coding that has no other purpose
};

int Hex(const std::string& digits) { return std::stoi(digits, nullptr, 16); }

// One digit of two behind a percent sign that was encoded: "3" or "%33".
std::string Digit(const std::string& digit) {
  return digit.size() == 1 ? digit : std::string(1, static_cast<char>(Hex(digit.substr(1))));
}

// The value with percent signs undone, however often the sign itself was encoded.
std::string Undone(std::string sent) {
  static const Expression plain("%(?:25)*(?!25)([0-9a-f]{2})", Letters::kOfAnyCase);
  static const Expression wide("%(?:25)*u(00[0-7][0-9a-f])", Letters::kOfAnyCase);
  static const std::string digit = "([0-9a-f]|%3[0-9]|%[46][1-6])";
  static const Expression digits("%(?:25)+" + digit + digit, Letters::kOfAnyCase);
  static const Expression sign("%(?:25)+");
  std::string text;
  Found found;
  while (!sent.empty()) {
    if (Begins(sent, plain, found) || Begins(sent, wide, found)) {
      text += static_cast<char>(Hex(found[1]));
    } else if (Begins(sent, digits, found)) {
      text += static_cast<char>(Hex(Digit(found[1]) + Digit(found[2])));
    } else if (Begins(sent, sign, found)) {
      text += '%';
    } else {
      text += sent[0] == '+' ? ' ' : sent[0];
      sent.erase(0, 1);
      continue;
    }
    sent.erase(0, found.length());
  }
  return text;
}

std::vector<PlainLine> Lines(const std::string& sent) {
  static const Expression odd_end(
      "\xe5\x98[\x8a\x8d](?:\xe5\x98[\x8a\x8d])?|\xc0[\x8a\x8d]|"
      "\xc4\x8d\xc4\x8a|\xe0\x80[\x8a\x8d]");
  static const Expression line_end(R"(\r\n|\r|\n|\\r\\n|\\r|\\n)");
  std::string text = Undone(sent);
  std::vector<PlainLine> lines(1);
  Found found;
  while (!text.empty()) {
    const bool odd = Begins(text, odd_end, found);
    if (odd || Begins(text, line_end, found)) {
      text.erase(0, found.length());
      lines.push_back({.text = {}, .odd = odd});
      continue;
    }
    PlainLine& line = lines.back();
    if (text[0] != ' ' || !line.text.empty()) line.text += text[0];
    text.erase(0, 1);
  }
  for (PlainLine& line : lines) {
    line.blanks = static_cast<int>(std::ranges::count(line.text, ' '));
    line.sign = Holds(line.text, "@");
    line.text = Lower(line.text.substr(0, 64));
  }
  return lines;
}

bool IsCommand(const std::string& line) {
  static const Expression command(
      "mail from:|rcpt to:|ehlo |helo |config [sg]et |slaveof |replicaof |flushall|flushdb|bgsave|module "
      "load |"
      "stor /|cwd /|site exec|vrfy |expn |http/[0-9]|(?:retr|dele) [0-9]|eval [\"'`]|"
      "(?:get|post|put|head|delete|options) (?:/|https?://)|"
      "(?:set|add|replace|append) +[^ ]+ +[0-9]+ +[0-9]+ +[0-9]+(?= |$)|"
      "[a-z]{1,4}[0-9]+ (?:login|capability|select|list|fetch|logout|noop|authenticate|examine|create|delete|"
      "append|starttls|lsub)(?= |$)");
  return Begins(line, command);
}

bool IsProtocolHeader(const std::string& line) {
  static const Expression known(
      "(?:set-cookie|transfer-encoding|strict-transport-security|cache-control|user-agent|mime-version|"
      "last-modified|etag|connection|authorization|keep-alive|bcc|"
      "(?:content|access-control|proxy|www|accept|if|sec|x-forwarded|x-xss|x-accel)-[a-z0-9_-]+) *:");
  return Begins(line, known);
}

bool IsHeader(const PlainLine& line, const PlainLine& first) {
  static const Expression word(
      "(?:location|uri) *: *(?:http|/|javascript)|refresh *: *[0-9]|status *: *[0-9]{3}|host *:[^]*\\.|"
      "cookie *:[^]*=|x-[a-z0-9_-]{4,} *:");
  static const Expression mail("(?:to|cc|from|reply-to|sender) *:");
  static const Expression subject("subject *:");
  if (IsProtocolHeader(line.text)) return true;
  if (first.blanks > 0) return false;
  return Begins(line.text, word) || (first.sign && line.sign && Begins(line.text, mail)) ||
         (first.sign && Begins(line.text, subject));
}

bool Plain(const std::string& sent) {
  static const Expression name("[a-z0-9_-]{2,} *:");
  static const Expression odd_name("[a-z0-9_-]{3,} *:");
  static const Expression count("\\*[0-9]+");
  static const Expression length("\\$[0-9]+");
  const std::vector<PlainLine> lines = Lines(sent);
  const PlainLine& first = lines[0];
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const PlainLine& line = lines[i];
    if (line.odd && Begins(line.text, odd_name)) return true;
    if (Holds(first.text, " http/1.") && Begins(line.text, name)) return true;
    if (first.blanks < 3 && (IsCommand(line.text) || IsHeader(line, first))) return true;
    if (Is(lines[i - 1].text, count) && Is(line.text, length)) return true;
  }
  return false;
}

// In a body: one word, and the next line that holds something.
bool PlainBehindWord(const std::string& sent) {
  static const Expression name("[a-z0-9_-]{2,} *:");
  static const Expression odd_name("[a-z0-9_-]{3,} *:");
  static const Expression word("[a-z0-9]");
  static const Expression request("(?:get|post|put|head|delete|options) (?:/|https?://)");
  const std::vector<PlainLine> lines = Lines(sent);
  const PlainLine& first = lines[0];
  const bool list = Begins(first.text, name) && !Holds(first.text, "://");
  if (first.blanks > 0 || (!first.text.empty() && (!Begins(first.text, word) || list))) return false;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const PlainLine& line = lines[i];
    if (line.text.empty()) continue;
    if (Begins(line.text, name))
      return IsProtocolHeader(line.text) || (line.odd && Begins(line.text, odd_name));
    return IsCommand(line.text) && (!Begins(line.text, request) || Holds(line.text, " http/1."));
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<std::string_view> fragments = {"%0d%0a",
                                                          "\n",
                                                          "%250a",
                                                          "\\r\\n",
                                                          "%25%30%61",
                                                          "%u000a",
                                                          "%e5%98%8a",
                                                          "%c0%8a",
                                                          "%5cn",
                                                          "%5c",
                                                          "%25",
                                                          "%",
                                                          "\\",
                                                          "\xe5\x98\x8d",
                                                          "\xc0\x8a",
                                                          "\xc4\x8d",
                                                          "\xc4\x8a",
                                                          "\xe0\x80\x8d",
                                                          " ",
                                                          "+",
                                                          ":",
                                                          "%3a",
                                                          "@",
                                                          "a",
                                                          "b1",
                                                          "/",
                                                          "x=1",
                                                          "0",
                                                          "5",
                                                          "*3",
                                                          "$7",
                                                          "set-cookie",
                                                          "content-type",
                                                          "location",
                                                          "http://",
                                                          " http/1.",
                                                          "status: 200",
                                                          "subject: x",
                                                          "to: a@b.c",
                                                          "x-test",
                                                          "refresh",
                                                          "mail from:",
                                                          "get /",
                                                          "set ",
                                                          "k 0 1 2",
                                                          "a001 login",
                                                          "rcpt to:",
                                                          "http/1.1",
                                                          "eval '",
                                                          "retr 1",
                                                          "Host: a.b",
                                                          "cookie",
                                                          "foo: bar",
                                                          "if-match",
                                                          "a@b.example",
                                                          "I write to",
                                                          "you, "};
  const std::string sent = Woven(data, size, fragments);
  std::string text(sent.size(), '\0');
  text.resize(errwatch::Normalize(sent, errwatch::TextKind::kHeader, text).text.size());
  const errwatch::MarkSet marks = errwatch::Marks(errwatch::kHeaderInjectionMarks);
  const bool looked_at = text.find_first_of(": \\") != std::string::npos || errwatch::MayHaveLines(sent);
  Agree(errwatch::Structure::kHeaderInjection,
        errwatch::AskTwice(errwatch::HasHeaderInjection, marks, text, sent), looked_at && Plain(sent), sent);
  Agree(errwatch::Structure::kHeaderBehindWord,
        errwatch::AskTwice(errwatch::HasHeaderBehindWord, marks, text, sent),
        looked_at && PlainBehindWord(sent), sent);
  return 0;
}
