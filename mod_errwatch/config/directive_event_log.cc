// The grammar of ErrWatchEventLog.
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/nearest_name.h"
#include "base/quoted.h"
#include "config/directive_grammar.h"
#include "config/syslog_facility.h"
#include "config/words.h"

namespace errwatch {
namespace {

Result<uint8_t> ParseEventKinds(std::string_view list) {
  uint8_t events = 0;
  for (std::string_view rest = list;;) {
    const size_t comma = rest.find(',');
    const std::string_view name = rest.substr(0, comma);
    if (EqualsIgnoreCase(name, "block")) {
      events |= kEventBlock;
    } else if (EqualsIgnoreCase(name, "incident")) {
      events |= kEventIncident;
    } else if (EqualsIgnoreCase(name, "entry")) {
      events |= kEventEntry;
    } else {
      return Error{"events=: " + Quoted(name) +
                   " is unknown; expected block, incident, entry, separated by commas" +
                   DidYouMean(name, "block, incident, entry")};
    }
    if (comma == std::string_view::npos) return events;
    rest.remove_prefix(comma + 1);
  }
}

Result<EventLogSetting> ParsePipe(std::string_view program) {
  // "||program" is httpd's older spelling of "|program".
  if (!program.empty() && program.front() == '|') program.remove_prefix(1);
  program = Trim(program);
  if (program.empty()) return Error{"no program after the bar; write \"|/path/to/program argument\""};
  if (program.front() == '$')
    return Error{"no shell is used here; write \"|/bin/sh -c 'command'\" instead of \"|$command\""};
  if (HasControl(program)) return Error{"the program must not contain control characters"};
  return EventLogSetting{EventSink::kPipe, std::string(program)};
}

Result<EventLogSetting> ParseSyslog(std::string_view facility) {
  std::string names;
  for (const SyslogFacility& known : kSyslogFacilities) {
    if (EqualsIgnoreCase(known.name, facility))
      return EventLogSetting{EventSink::kSyslog, std::string(known.name)};
    names.append(names.empty() ? "" : ", ").append(known.name);
  }
  return Error{Quoted(facility) + " is no syslog facility; expected one of " + names +
               DidYouMean(facility, names)};
}

Result<EventLogSetting> ParseEventSink(const Word& word, std::string_view base) {
  constexpr std::string_view kSyslog = "syslog";
  const std::string_view text = word.text;
  if (!text.empty() && text.front() == '|') return ParsePipe(text.substr(1));
  if (EqualsIgnoreCase(text, kSyslog)) return ParseSyslog(kDefaultFacility.name);
  if (text.size() > kSyslog.size() && EqualsIgnoreCase(text.substr(0, kSyslog.size()), kSyslog) &&
      text[kSyslog.size()] == ':') {
    return ParseSyslog(text.substr(kSyslog.size() + 1));
  }
  const auto path = ParsePath(word, base);
  if (!path) return path.failure();
  return EventLogSetting{EventSink::kFile, path.value()};
}

}  // namespace

Result<EventLogSetting> ParseEventLog(Words words, std::string_view base) {
  Result<EventLogSetting> sink = ParseEventSink(words[0], base);
  if (!sink || words.size() < 2) return sink;
  const auto pair = SplitKey(words[1]);
  if (!pair || !pair->Is("events")) return Unknown(words[1], "events=block,incident,entry");
  const auto events = ParseEventKinds(pair->value);
  if (!events) return events.failure();
  sink.value().events = events.value();
  return sink;
}

}  // namespace errwatch
