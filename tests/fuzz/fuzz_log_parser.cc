// One line of a log: every field is a part of it,
// and what is a client can be parsed as an address or is refused as a whole.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "cli/logs/export_of_file.h"
#include "cli/logs/line_reader.h"
#include "cli/logs/log_parser.h"
#include "cli/logs/log_time.h"
#include "cli/logs/scan_block.h"
#include "cli/output/terminal.h"

namespace {

using namespace errwatch;       // NOLINT: a program of its own
using namespace errwatch::cli;  // NOLINT

void Require(bool condition) {
  if (!condition) std::abort();
}

bool IsPartOf(std::string_view part, std::string_view whole) {
  if (part.empty()) return true;
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

// What an export holds, taken in pieces of so many bytes.
std::string LinesOfExport(std::string_view text, std::size_t piece) {
  const std::unique_ptr<ExportReader> reader = MakeExportReader(text, 4096);
  std::string lines;
  if (reader == nullptr) return lines;
  for (std::size_t at = 0; at < text.size(); at += piece) reader->Take(text.substr(at, piece), lines);
  reader->Finish(lines);
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  Require(LinesOfExport(line, 7) == LinesOfExport(line, size + 1));
  const LogLine parsed = ParseLogLine(line);
  for (const std::string_view field :
       {parsed.time, parsed.module, parsed.client, parsed.vhost, parsed.message, parsed.referer}) {
    Require(IsPartOf(field, line) || field == "passenger");  // its log is known by its form
  }
  // The client stands before the message: nothing that a message holds can become one.
  if (!parsed.client.empty() && !parsed.message.empty() && parsed.client_form != ClientForm::kText)
    Require(parsed.client.data() < parsed.message.data());
  if (!parsed.has_prefix) Require(parsed.client.empty() && !parsed.has_level && parsed.referer.empty());
  Require(parsed.log_id == LeadingLogId(parsed.message));
  Require(IsPartOf(PathInMessage(parsed.message), line));
  Require(IsPartOf(ModSecurityTag(parsed.message, "uri"), line));

  // Whatever stands around it; and a log of httpd's own form admits nothing else.
  static LineReader any;
  const LogLine read = any.Read(line);
  Require(read.client.empty() || read.client_form != ClientForm::kNone);
  LogForm plain;
  plain.fixed = true;
  plain.clients = 1U << static_cast<unsigned>(ClientForm::kNamed);
  static LineReader own;
  own.SetForm(plain);
  const LogLine httpd = own.Read(line);
  Require(httpd.wrapping == 0 && !own.owned());
  Require(httpd.client.empty() || httpd.client_form == ClientForm::kNamed);

  LogClock clock(1'795'000'000'000'000);
  static_cast<void>(clock.Parse(parsed.time));
  static_cast<void>(clock.Parse(line));

  for (const char c : Printable(line)) Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  return 0;
}
