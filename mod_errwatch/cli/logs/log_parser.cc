#include "cli/logs/log_parser.h"

#include <algorithm>
#include <cstring>

#include "base/ascii.h"
#include "cli/logs/client_behind_brackets.h"
#include "cli/logs/collector_prefix.h"
#include "cli/logs/collector_time.h"
#include "cli/logs/log_message.h"
#include "cli/logs/log_prefix.h"
#include "cli/logs/neighbour_log.h"
#include "cli/logs/remote_peer.h"
#include "cli/logs/usual_prefix.h"

namespace errwatch::cli {
namespace {

void SkipBlanks(std::string_view& rest) noexcept {
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
}

class Reader {
 public:
  Reader(std::string_view text, Unmarked unmarked, LogLine& line)
      : rest_(text), begin_(text.data()), line_(line), unmarked_(unmarked) {}

  // Takes prefix elements until the message begins.
  void Run() noexcept {
    for (;;) {
      std::string_view start = rest_;
      SkipBlanks(rest_);
      const bool taken = rest_.starts_with('[') ? TakeGroup() : TakeBare();
      if (done_) break;
      if (!taken) {
        // httpd writes one blank before the message;
        // any further ones belong to it (Python's tracebacks are indented).
        rest_ = start;
        break;
      }
      line_.has_prefix = true;
    }
    if (line_.has_prefix && rest_.starts_with(' ')) rest_.remove_prefix(1);
    if (of_oracle_) SkipBlanks(rest_);  // it writes two
    line_.message = rest_;
  }

 private:
  void Note(Elements elements) noexcept { line_.elements |= elements; }

  // One element in brackets. False when it is the beginning of the message.
  bool TakeGroup() noexcept {
    const auto* close = static_cast<const char*>(std::memchr(rest_.data(), ']', rest_.size()));
    if (close == nullptr) return false;
    const std::string_view group(rest_.data() + 1, static_cast<std::size_t>(close - rest_.data() - 1));
    if (const std::size_t name = ClientNameBytes(group); name != 0) return TakeClient(name);
    if (SkipToClient(group) || TakeNeighbours(group)) return true;
    if (!TakeKnown(group)) return false;
    if (!done_) rest_.remove_prefix(group.size() + 2);
    if (time_taken_ && !line_.has_level && rest_.starts_with(": ")) EndPrefix(1);  // suexec
    return true;
  }

  // Behind so many bytes stands the message.
  void EndPrefix(std::size_t bytes) noexcept {
    rest_.remove_prefix(bytes);
    line_.has_prefix = done_ = true;
  }

  // What mod_jk and Passenger write.
  bool TakeNeighbours(std::string_view group) noexcept {
    if (line_.has_level) return false;
    if (const std::size_t bytes = time_taken_ ? ModJkBytes(rest_) : 0; bytes != 0) {
      Note(kHasProcess);
      rest_.remove_prefix(bytes);
      return true;
    }
    if (rest_.data() != begin_ || !group.starts_with(' ')) return false;
    const std::optional<PassengerPrefix> prefix = ReadPassengerPrefix(rest_);
    if (!prefix) return false;
    Note(static_cast<Elements>(TimeFormOf(prefix->time) | kHasProcess | (prefix->level ? kHasLevel : 0)));
    line_.time = prefix->time;
    line_.level = prefix->level.value_or(Level::kError);
    line_.has_level = prefix->level.has_value();
    line_.module = "passenger";
    EndPrefix(prefix->bytes - 1);
    return true;
  }

  bool TakeKnown(std::string_view group) noexcept {
    if (group.starts_with("pid ") || group.starts_with("tid ")) {
      Note(kHasProcess);
      return modern_ = true;
    }
    if (!time_taken_ && TakeTime(group)) return true;
    if (!line_.has_level) {
      if (TakeLevel(group)) return true;
      if (group == "OHS" && time_taken_) return oracle_ = of_oracle_ = modern_ = true;
      if (!time_taken_ && IsRequestId(group)) return true;
    }
    if (oracle_) return TakeOracle(group);
    // Ids of ErrorLogFormat's examples, and virtual hosts.
    if (!AfterFormatElement()) return false;
    if (group.starts_with("R:") || group.starts_with("C:") || group.starts_with("L:")) return true;
    return TakeVhost(group) || TakeBracketClient(group);
  }

  // "client " and the like; 0 = another bracket. Most are.
  static std::size_t ClientNameBytes(std::string_view group) noexcept {
    if (!group.starts_with('c') && !group.starts_with('r')) return 0;
    for (const std::string_view name : {"client ", "remote ", "client=", "client: ", "remote="})
      if (group.starts_with(name) && !group.substr(name.size(), 1).starts_with(' ') && group != name)
        return name.size();
    return 0;
  }

  // What stands between httpd's elements and the client: "[xff 192.0.2.1] [client ...". Of names that are not
  // known only a whole log tells that they are no message.
  bool SkipToClient(std::string_view group) noexcept {
    if (!line_.has_level || group.starts_with("pid ")) return false;
    const bool said = IsSaidByRequest(group);
    if (!said && (unmarked_ == Unmarked::kLeave || IsHttpdsOwn(group))) return false;
    const std::size_t bytes = BracketsBeforeClient(rest_);
    if (bytes == 0) return false;
    const std::string_view from = rest_;
    rest_.remove_prefix(bytes);
    later_ = said ? ClientForm::kLater : ClientForm::kUnmarked;
    if (said && group.starts_with("host ")) line_.vhost = group.substr(5);
    if (NamesOneClient(rest_) && TakeClient(7)) return true;
    rest_ = from;
    return false;
  }

  // May stand in front of a client in any format.
  static bool IsHttpdsOwn(std::string_view group) noexcept {
    constexpr std::string_view kOwn[] = {"pid ", "tid ", "R:", "C:", "L:", "vhost ", "server "};
    return std::ranges::any_of(kOwn, [&](std::string_view name) { return group.starts_with(name); }) ||
           LooksLikeTime(group) || LevelOfGroup(group);
  }

  bool TakeTime(std::string_view group) noexcept {
    if (!LooksLikeTime(group)) return false;
    Note(TimeFormOf(group));
    // A collector's own time is kept where it is complete: it bears a zone.
    if (!NamesZone(line_.time)) line_.time = group;
    return time_taken_ = true;
  }

  bool TakeLevel(std::string_view group) noexcept {
    const std::optional<LevelGroup> read = LevelOfGroup(group);
    if (!read) return false;
    line_.level = read->level;
    line_.has_level = true;
    line_.module = read->module;
    modern_ = modern_ || read->names_module;
    Note(read->names_module ? kHasLevel | kHasModule : kHasLevel);
    return true;
  }

  // "%L" in front of everything else: the id of the request, or "-".
  bool IsRequestId(std::string_view group) const noexcept {
    constexpr std::size_t kLeastBytes = 10;
    if (rest_.data() != begin_) return false;
    const bool id =
        group == "-" || (group.size() >= kLeastBytes && std::all_of(group.begin(), group.end(), [](char c) {
                           return IsAlnum(c) || c == '@' || c == '_' || c == '-' || c == '+' || c == '/';
                         }));
    const std::string_view behind = rest_.substr(group.size() + 2);
    return id && behind.starts_with(" [") && LooksLikeTime(behind.substr(2));
  }

  // Oracle HTTP Server: "[OHS-9999] [core.c] [client_id: 192.0.2.4] [host_id: srv] ... [VirtualHost: main]".
  bool TakeOracle(std::string_view group) noexcept {
    constexpr std::string_view kClientId = "client_id: ";
    constexpr std::string_view kHost = "VirtualHost: ";
    if (group.starts_with(kHost)) {
      line_.vhost = group.substr(kHost.size());
      oracle_ = false;  // the last of them
    } else if (group.starts_with(kClientId) && line_.client.empty()) {
      line_.client = AddressWithoutPort(group.substr(kClientId.size()), false);
      if (!line_.client.empty()) line_.client_form = ClientForm::kField;
    } else if (group.find(' ') == std::string_view::npos && !group.empty() && IsLower(group[0])) {
      line_.module = group.substr(0, group.size() - (group.ends_with(".c") ? 2 : 0));
    }
    return true;
  }

  // "[192.0.2.4:1]", which ends the prefix.
  bool TakeBracketClient(std::string_view group) noexcept {
    if (!line_.has_level || group.empty() || !(HexValue(group[0]) >= 0 || group[0] == ':')) return false;
    if (group.find_first_of(".:") == std::string_view::npos) return false;
    const std::string_view address = AddressWithoutPort(group, modern_);
    if (address.empty()) return false;
    line_.client = address;
    line_.client_form = ClientForm::kBracket;
    EndPrefix(group.size() + 2);
    return true;
  }

  bool TakeVhost(std::string_view group) noexcept {
    for (const std::string_view key : {"vhost ", "server ", "host "}) {
      if (!group.starts_with(key)) continue;
      line_.vhost = group.substr(key.size());
      return true;
    }
    const bool host_like = !line_.has_level && group.find('.') != std::string_view::npos &&
                           group.find_first_of(" /\"=") == std::string_view::npos;
    if (host_like) line_.vhost = group;
    return host_like;
  }

  // "[client a:p]". Ends the prefix, but for a further [client] that ModSecurity adds and that belongs to the
  // message. After something that httpd wrote; or at the very beginning of a line, without a port, as
  // excerpts have it: whatever writes ports writes the time first.
  bool TakeClient(std::size_t name_bytes) noexcept {
    const std::size_t before = 1 + name_bytes;
    const bool first = !line_.has_level && !time_taken_;
    // What stands behind a collector's time alone are a child's words.
    if (first && (rest_.data() != begin_ || line_.wrapping != 0)) return false;
    const bool remote = rest_[1] == 'r';
    std::string_view text = rest_.substr(before);
    const std::size_t close = text.starts_with('[') ? text.find(']', text.find(']') + 1) : text.find(']');
    if (close == std::string_view::npos) return false;
    text = text.substr(0, close);
    if (first && AddressWithoutPort(text, false) != text) return false;
    EndPrefix(before + close + 1);
    line_.begins_with_client = first;
    if (first) Note(kHasOnlyClient);
    std::string_view ahead = rest_;
    SkipBlanks(ahead);
    // ModSecurity's own bracket bears no port. Where it does not name its module it is old, and has no
    // bracket of httpd's in front.
    const bool own = ahead.starts_with("ModSecurity") && line_.module != "security2";
    const std::string_view address = AddressWithoutPort(text, modern_ && !own);
    const std::string_view port = text.substr(std::min(address.size(), text.size()));
    if (remote && IsPortOfService(port) && IsAboutBackend(line_.module, rest_)) return true;
    line_.client = address;
    const bool ported = own || address.size() != text.size() || address.find(':') != std::string_view::npos;
    line_.client_form = later_ != ClientForm::kNone ? later_
                        : ported                    ? ClientForm::kNamed
                                                    : ClientForm::kNoPort;
    return true;
  }

  // Elements without brackets, each at most once.
  bool TakeBare() noexcept {
    if (!AfterFormatElement() || rest_.empty()) return false;
    if (rest_.front() == '(') {
      if (error_taken_ || !TakeErrorText(rest_, line_.os_error)) return false;
      return error_taken_ = true;
    }
    // Messages begin "AH": the cheapest way out of the common case.
    if (rest_.starts_with("AH")) return false;
    if (TakeNoError()) return true;
    if (!file_taken_ && TakeSourceFile(rest_)) return file_taken_ = true;
    return TakeBareClient();
  }

  // "%-E" where there is no error: "- [client 192.0.2.4:1] AH00128: ...".
  bool TakeNoError() noexcept {
    if (error_taken_ || !line_.has_level || !rest_.starts_with("- ")) return false;
    const std::string_view behind = rest_.substr(2);
    if (!behind.starts_with("[client ") && LeadingLogId(behind) == 0) return false;
    rest_.remove_prefix(2);
    return error_taken_ = true;
  }

  // CRS's ErrorLogFormat:
  //   [time] [-:error] 192.0.2.1:39792 W-6t05raviJ3p3xEdXWl4AAAAMU [client 192.0.2.1] ModSecurity: ...
  bool TakeBareClient() noexcept {
    constexpr std::size_t kMinLogId = 20;
    if (!line_.has_level) return false;
    if (rest_.starts_with("- - ")) {  // %-a %-L of an entry without a request
      EndPrefix(4);
      return true;
    }
    if (HexValue(rest_.front()) < 0 && rest_.front() != '[') return false;
    const std::size_t end = rest_.find(' ');
    if (end == std::string_view::npos || rest_.substr(0, end).find(':') == std::string_view::npos)
      return false;
    std::string_view ahead = rest_.substr(end + 1);
    const std::size_t id_end = ahead.find(' ');
    const bool none = ahead.starts_with("- ");
    const bool marked = none || (id_end != std::string_view::npos && id_end >= kMinLogId && id_end <= 40);
    if (!marked && unmarked_ == Unmarked::kLeave) return false;
    const std::string_view address = AddressWithoutPort(rest_.substr(0, end), true);
    if (address.empty() || (!marked && address.size() == end)) return false;
    line_.client = address;
    line_.client_form = marked ? ClientForm::kBare : ClientForm::kUnmarked;
    rest_ = marked ? ahead.substr(id_end + 1) : ahead;
    EndPrefix(0);
    return true;
  }

  bool AfterFormatElement() const noexcept { return line_.has_level || !line_.time.empty(); }

  std::string_view rest_;
  const char* const begin_;
  LogLine& line_;
  const Unmarked unmarked_;
  ClientForm later_ = ClientForm::kNone;  // how a client behind other brackets is to be taken
  bool oracle_ = false;                   // its brackets are to come
  bool of_oracle_ = false;                // or have been
  bool modern_ = false;                   // 2.4 or later: ports stand behind addresses
  bool time_taken_ = false;
  bool error_taken_ = false;
  bool file_taken_ = false;
  bool done_ = false;
};

}  // namespace

LogLine ParseLogLine(std::string_view text, Unmarked unmarked) noexcept {
  LogLine line;
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
  if (TakeUsualPrefix(text, line)) {
    const char* const message = line.message.data();
    FinishMessage(line);
    line.has_no_id = line.message.data() == message;
    return line;
  }
  if (MayBePrefix(text)) {
    const std::string_view whole = text;
    TakeCollectorPrefix(text, line);
    line.has_prefix = text.size() != whole.size();
    if (line.has_prefix) TakeClosingQuote(whole, line.wrapping, text);
  }
  line.own = text;
  Reader(text, unmarked, line).Run();
  FinishMessage(line);
  return line;
}

std::string_view ModSecurityTag(std::string_view message, std::string_view name) noexcept {
  for (std::size_t at = message.size(); (at = message.rfind(name, at)) != std::string_view::npos; --at) {
    const std::size_t value = at + name.size() + 2;
    if (at > 0 && message[at - 1] == '[' && message.substr(at + name.size()).starts_with(" \"")) {
      const std::size_t end = message.find("\"]", value);
      return message.substr(value, end == std::string_view::npos ? end : end - value);
    }
    if (at == 0) break;
  }
  return {};
}

}  // namespace errwatch::cli
