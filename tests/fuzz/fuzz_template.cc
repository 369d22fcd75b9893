// A message: whatever it holds, its template is of the message alone, its text is printable and short, and what
// stands in quotes or behind a path changes neither.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "anomaly/message_template.h"
#include "model/log_id.h"

namespace {

using namespace errwatch;

void Require(bool condition) {
  if (!condition) std::abort();
}

std::string TextOf(LogId log_id, std::string_view message) {
  char text[2 * kTemplateTextBytes];
  const std::size_t bytes = TemplateText(log_id, message, text);
  Require(bytes <= kTemplateTextBytes);
  return {text, bytes};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string message(reinterpret_cast<const char*>(data), size);
  const LogId log_id = LeadingLogId(message);
  for (const LogId number : {log_id, LogId{0}, LogId{1071}, LogId{1215}}) {
    const TemplateId id = TemplateOf(number, message);
    Require(id == TemplateOf(number, std::string(message)));
    Require((id == 0) == (number == 0 && message.empty()) || (message.empty() && IsForeignText(number)));
    Require(id == 0 || LogIdOfTemplate(id) == (IsForeignText(number) ? 0 : number));
    for (const char c : TextOf(number, message)) Require(c >= ' ' && c <= '~');
  }
  // No more of it is looked at.
  const std::string padded = message + std::string(kTemplateMessageBytes, ' ');
  Require(TemplateOf(0, padded) == TemplateOf(0, padded + "user not found"));

  // A name that a client chose.
  std::string name;
  for (const char c : message)
    if (c != '"' && c != '\\') name += c;
  name.resize(std::min<std::size_t>(name.size(), 200));
  Require(TemplateOf(0, "user \"" + name + "\" not found") == TemplateOf(0, "user \"x\" not found"));
  Require(TemplateOf(0, "File does not exist: /" + name) == TemplateOf(0, "File does not exist: /x"));
  Require(TextOf(0, "File does not exist: /" + name) == "File does not exist: <*>");
  return 0;
}
