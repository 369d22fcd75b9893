// The grammar of ErrWatchEventLog.
#include <grp.h>
#include <sys/stat.h>

#include <array>
#include <charconv>
#include <cstdint>

#include "base/ascii.h"
#include "base/nearest_name.h"
#include "base/quoted.h"
#include "config/directive_grammar.h"
#include "config/syslog_facility.h"
#include "config/words.h"

namespace errwatch {
namespace {

// Calls take(name) for each of the list; its error ends it.
template <typename Take>
std::string ForEachName(std::string_view list, Take take) {
  for (std::string_view rest = list;;) {
    const size_t comma = rest.find(',');
    if (std::string problem = take(rest.substr(0, comma)); !problem.empty()) return problem;
    if (comma == std::string_view::npos) return "";
    rest.remove_prefix(comma + 1);
  }
}

std::string TakeEvents(std::string_view list, EventFilter& filter) {
  filter.events = 0;
  return ForEachName(list, [&](std::string_view name) -> std::string {
    std::string names;
    for (const EventKindName& known : kEventKindNames) {
      if (EqualsIgnoreCase(name, known.name)) {
        filter.events |= known.kind;
        return "";
      }
      names.append(names.empty() ? "" : ", ").append(known.name);
    }
    return Quoted(name) + " is unknown; expected " + names + ", separated by commas" +
           DidYouMean(name, names);
  });
}

std::string TakeCategories(std::string_view list, EventFilter& filter) {
  if (EqualsIgnoreCase(list, "all")) {
    filter.categories = kAllCategories;
    return "";
  }
  filter.categories = 0;
  return ForEachName(list, [&](std::string_view name) -> std::string {
    const std::optional<Category> category = ParseCategory(name);
    if (category && BitOf(*category) != 0) {
      filter.categories |= BitOf(*category);
      return "";
    }
    if (EqualsIgnoreCase(name, "all")) return "all stands alone, without other categories";
    return "unknown category " + Quoted(name) + "; there are " + std::string(CategoryNames()) +
           ", separated by commas, or all" + DidYouMean(name, CategoryNames());
  });
}

// Nothing that is told is graver than a warning.
std::string TakeLevel(std::string_view name, EventFilter& filter) {
  constexpr std::string_view kExpected = "warn, notice, info or debug";
  const std::optional<Level> level = ParseLevel(name);
  if (!level)
    return Quoted(name) + " is no level; expected " + std::string(kExpected) + DidYouMean(name, kExpected);
  if (*level < Level::kWarn)
    return "no event is as grave as " + Quoted(name) + "; expected " + std::string(kExpected);
  if (*level > Level::kDebug)
    return "no event is as slight as " + Quoted(name) + "; expected " + std::string(kExpected);
  filter.least = *level;
  return "";
}

std::string TakeMode(std::string_view text, EventLogSetting& setting) {
  constexpr std::string_view kExpected = "; write three or four octal digits, as in mode=0640";
  const bool octal = (text.size() == 3 || (text.size() == 4 && text.front() == '0')) &&
                     text.find_first_not_of("01234567") == std::string_view::npos;
  if (!octal) return Quoted(text) + " is no mode of a file" + std::string(kExpected);
  uint32_t mode = 0;
  for (const char digit : text) mode = mode * 8 + static_cast<uint32_t>(digit - '0');
  const auto refuse = [&](const char* why) { return std::string(text) + why + std::string(kExpected); };
  if ((mode & S_IWOTH) != 0) return refuse(" lets everybody write to the log");
  if ((mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0) return refuse(" makes a program of the log");
  if ((mode & (S_IRUSR | S_IWUSR)) != (S_IRUSR | S_IWUSR))
    return refuse(" keeps the owner from reading and writing the log");
  setting.mode = mode;
  return "";
}

// As chgrp: a name, or a number.
std::string TakeGroup(const std::string& name, EventLogSetting& setting) {
  if (name.empty()) return "names no group; write one of /etc/group, as in group=adm";
  setting.group = name;
  std::array<char, 16'384> space{};
  struct group entry {};
  struct group* found = nullptr;
  if (::getgrnam_r(name.c_str(), &entry, space.data(), space.size(), &found) == 0 && found != nullptr) {
    setting.gid = static_cast<uint32_t>(found->gr_gid);
    return "";
  }
  uint32_t number = 0;
  const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (failure == std::errc() && end == name.data() + name.size() && number != UINT32_MAX) {
    setting.gid = number;
    return "";
  }
  return "there is no group " + Quoted(name) + " on this machine; make it, or name another one of /etc/group";
}

Result<EventLogSetting> ParsePipe(std::string_view program) {
  // "||program" is httpd's older spelling of "|program".
  if (!program.empty() && program.front() == '|') program.remove_prefix(1);
  program = Trim(program);
  if (program.empty()) return Error{"no program after the bar; write \"|/path/to/program argument\""};
  if (program.front() == '$')
    return Error{"no shell is used here; write \"|/bin/sh -c 'command'\" instead of \"|$command\""};
  if (HasControl(program)) return Error{"the program must not contain control characters"};
  return EventLogSetting{EventSink::kPipe, std::string(program), {}};
}

Result<EventLogSetting> ParseSyslog(std::string_view facility) {
  std::string names;
  for (const SyslogFacility& known : kSyslogFacilities) {
    if (EqualsIgnoreCase(known.name, facility))
      return EventLogSetting{EventSink::kSyslog, std::string(known.name), {}};
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
  return EventLogSetting{EventSink::kFile, path.value(), {}};
}

}  // namespace

Result<EventLogSetting> ParseEventLog(Words words, std::string_view base) {
  Result<EventLogSetting> parsed = ParseEventSink(words[0], base);
  if (!parsed) return parsed;
  EventLogSetting& setting = parsed.value();
  const auto take = [&](const KeyValue& pair) -> std::optional<std::string> {
    if (pair.Is("events")) return TakeEvents(pair.value, setting.filter);
    if (pair.Is("categories")) return TakeCategories(pair.value, setting.filter);
    if (pair.Is("level")) return TakeLevel(pair.value, setting.filter);
    if (pair.Is("mode")) return TakeMode(pair.value, setting);
    if (pair.Is("group")) return TakeGroup(std::string(pair.value), setting);
    return std::nullopt;
  };
  const Status taken = ForEachKey(words.subspan(1), "events=, categories=, level=, group= or mode=", take);
  if (!taken) return taken.failure();
  if (setting.sink != EventSink::kFile && (setting.gid || setting.mode))
    return Error{"group= and mode= are of a file; " + NameOf(setting) + " is none"};
  return parsed;
}

}  // namespace errwatch
