#include "cli/logs/line_reader.h"

#include <algorithm>
#include <optional>

#include "cli/logs/line_source.h"
#include "cli/logs/log_parser.h"

namespace errwatch::cli {
namespace {

constexpr char kEscape = '\x1b';

// Length of what colours a terminal at the front of `text`: "\x1b[01;31m", "\x1b[K", "\x1b(B"; 0 = anything
// else, which is shown as it is.
std::size_t ColourBytes(std::string_view text) noexcept {
  if (text.starts_with("\x1b(B")) return 3;
  if (!text.starts_with("\x1b[")) return 0;
  const std::size_t end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && (text[end] == 'm' || text[end] == 'K') ? end + 1 : 0;
}

void TakeColours(std::string_view text, std::string& to) {
  to.clear();
  while (!text.empty()) {
    const std::size_t at = std::min(text.find(kEscape), text.size());
    to += text.substr(0, at);
    text.remove_prefix(at);
    const std::size_t colour = ColourBytes(text);
    if (colour == 0 && !text.empty()) to += kEscape;
    text.remove_prefix(std::min(std::max(colour, std::size_t{1}), text.size()));
  }
}

LogLine WordsOnly(std::string_view text) noexcept {
  LogLine line;
  line.message = text;
  FinishMessage(line);
  return line;
}

}  // namespace

LogLine LineReader::Read(std::string_view text) {
  owned_ = false;
  while (text.ends_with('\r') || text.ends_with('\n')) text.remove_suffix(1);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view whole = text;
  // httpd escapes what a client sends, so that such bytes come from whoever shows the log.
  if ((form_.coloured || !form_.fixed) && text.find(kEscape) != std::string_view::npos) {
    TakeColours(text, plain_);
    text = plain_;
    owned_ = true;
  }
  LogLine line = ReadAny(text);
  if (!form_.AdmitsLine(line)) {
    owned_ = false;
    return WordsOnly(whole);
  }
  if (line.client_form != ClientForm::kNone && !form_.AdmitsClient(line)) {
    line.client = {};
    line.client_form = ClientForm::kNone;
  }
  return line;
}

LogLine LineReader::ReadAny(std::string_view text) {
  LogLine line = ParseLogLine(text);
  for (StructuredLine& fields : structured_) {
    if (form_.fixed && form_.wrapping == 0) break;
    // Behind anything of httpd's own it is a message.
    const bool bare = !line.has_level && line.client_form == ClientForm::kNone;
    if (!bare || !MayBeStructured(line.message)) break;
    std::optional<StructuredLine> read = ParseStructured(line.message);
    if (!read) break;
    fields = std::move(*read);
    owned_ = true;
    const LogLine outer = line;
    line = ReadStructured(fields);
    line.wrapping |= outer.wrapping << 16;
    line.has_prefix = line.has_prefix || outer.has_prefix;
    if (line.time.empty()) line.time = outer.time;
  }
  return line;
}

void LineReader::Count(std::string_view block, FormCensus& census) {
  LineReader reader;
  ForEachLine(block, [&](std::string_view text) {
    if (!census.full()) census.Add(reader.Read(text), text.find(kEscape) != std::string_view::npos);
  });
}

}  // namespace errwatch::cli
