#include "cli/logs/line_reader.h"

#include <algorithm>
#include <optional>

#include "base/text_encoding.h"
#include "cli/logs/line_source.h"
#include "cli/logs/log_message.h"
#include "cli/logs/log_parser.h"
#include "cli/logs/partial_line.h"

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
  if (text.starts_with(kUtf8Mark)) text.remove_prefix(kUtf8Mark.size());
  const std::string_view whole = text;
  // httpd escapes what a client sends, so that such bytes come from whoever shows the log.
  if ((form_.coloured || !form_.fixed) && text.find(kEscape) != std::string_view::npos) {
    TakeColours(text, plain_);
    text = plain_;
    owned_ = true;
  }
  LogLine line = ReadAny(text);
  if (!form_.AdmitsLine(line)) return Refused(line, whole);
  if (line.client_form != ClientForm::kNone && !unmarked_ && !form_.AdmitsClient(line)) {
    line.client = {};
    line.client_form = ClientForm::kNone;
  }
  return line;
}

// What a child process wrote: words that name nobody, without what the log's collector put around them.
LogLine LineReader::Refused(const LogLine& line, std::string_view whole) {
  const bool around = line.wrapping != 0 && form_.AdmitsWrapping(line.wrapping);
  owned_ = owned_ && around;
  LogLine words = WordsOnly(around ? line.own : whole);
  words.other_form = line.has_prefix;
  return words;
}

LogLine LineReader::ReadAny(std::string_view text) {
  LogLine line = ParseLogLine(text, unmarked_ || form_.AdmitsUnmarked() ? Unmarked::kTake : Unmarked::kLeave);
  for (StructuredLine& fields : structured_) {
    if (form_.fixed && form_.AdmitsWrapping(0)) break;
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
  reader.unmarked_ = true;
  census.BeginBlock();
  if (census.settled() && !HasNews(block, census, reader)) return;
  // A part of a line has not all that the line has.
  const auto add = [&](const WholeLine& line) {
    census.Add(reader.Read(line.text), line.text.find(kEscape) != std::string_view::npos);
  };
  ForEachWholeLine(block, add, [](std::size_t) {});  // empty lines have no form
}

// Whether some of a block's lines look otherwise than expected: those at its end, where a change that lasts
// shows, and some before.
bool LineReader::HasNews(std::string_view block, const FormCensus& census, LineReader& reader) {
  constexpr std::size_t kSampleBytes = 4096;
  if (block.size() <= 4 * kSampleBytes) return true;
  bool news = false;
  for (const std::size_t from : {block.size() / 2, block.size() - kSampleBytes}) {
    std::string_view sample = block.substr(from, kSampleBytes);
    sample.remove_prefix(std::min(sample.find('\n'), sample.size()));
    if (sample.size() > 1 && from + kSampleBytes < block.size())
      sample = sample.substr(0, sample.rfind('\n') + 1);
    ForEachLine(sample, [&](std::string_view text) { news = news || census.IsNews(reader.Read(text)); });
  }
  return news;
}

}  // namespace errwatch::cli
