#include "cli/logs/log_parser.h"

#include <algorithm>
#include <cstring>

#include "base/ascii.h"
#include "cli/logs/collector_prefix.h"
#include "cli/logs/collector_time.h"
#include "cli/logs/log_behind_client.h"
#include "cli/logs/log_prefix.h"
#include "model/client_in_text.h"

namespace errwatch::cli {
namespace {

// As httpd writes it, and as its manual's example of an ErrorLogFormat does, which has no colon.
constexpr std::string_view kReferer = ", referer: ";
constexpr std::string_view kRefererOfManual = ", referer ";

void SkipBlanks(std::string_view& rest) noexcept {
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
}

class Reader {
 public:
  Reader(std::string_view text, LogLine& line) : rest_(text), begin_(text.data()), line_(line) {}

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
    line_.message = rest_;
  }

 private:
  // One element in brackets. False when it is the beginning of the message.
  bool TakeGroup() noexcept {
    const auto* close = static_cast<const char*>(std::memchr(rest_.data(), ']', rest_.size()));
    if (close == nullptr) return false;
    const std::string_view group(rest_.data() + 1, static_cast<std::size_t>(close - rest_.data() - 1));
    if (group.starts_with("client ") || group.starts_with("remote ")) return TakeClient();
    if (!TakeKnown(group)) return false;
    if (!done_) rest_.remove_prefix(group.size() + 2);
    return true;
  }

  bool TakeKnown(std::string_view group) noexcept {
    if (group.starts_with("pid ") || group.starts_with("tid ")) return modern_ = true;
    if (!time_taken_ && TakeTime(group)) return true;
    if (!line_.has_level) {
      if (TakeLevel(group)) return true;
      if (group == "OHS" && time_taken_) return oracle_ = modern_ = true;
      if (!time_taken_ && IsRequestId(group)) return true;
    }
    if (oracle_) return TakeOracle(group);
    // Ids of ErrorLogFormat's examples, and virtual hosts.
    if (!AfterFormatElement()) return false;
    if (group.starts_with("R:") || group.starts_with("C:") || group.starts_with("L:")) return true;
    return TakeVhost(group) || TakeBracketClient(group);
  }

  bool TakeTime(std::string_view group) noexcept {
    if (!LooksLikeTime(group)) return false;
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
    rest_.remove_prefix(group.size() + 2);
    line_.has_prefix = true;
    return done_ = true;
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
  bool TakeClient() noexcept {
    const bool first = !line_.has_level && !time_taken_;
    // What stands behind a collector's time alone are a child's words.
    if (first && (rest_.data() != begin_ || line_.wrapping != 0)) return false;
    const bool remote = rest_[1] == 'r';
    std::string_view text = rest_.substr(8);
    const std::size_t close = text.starts_with('[') ? text.find(']', text.find(']') + 1) : text.find(']');
    if (close == std::string_view::npos) return false;
    text = text.substr(0, close);
    if (first && AddressWithoutPort(text, false) != text) return false;
    rest_.remove_prefix(8 + close + 1);
    line_.has_prefix = true;
    line_.begins_with_client = first;
    done_ = true;
    std::string_view ahead = rest_;
    SkipBlanks(ahead);
    // ModSecurity's own bracket bears no port. Where it does not name its module it is old, and has no
    // bracket of httpd's in front.
    const bool own = ahead.starts_with("ModSecurity") && line_.module != "security2";
    const std::string_view address = AddressWithoutPort(text, modern_ && !own);
    if (!remote || !IsBackend(text.substr(std::min(address.size(), text.size())))) {
      line_.client = address;
      line_.client_form = ClientForm::kNamed;
    }
    return true;
  }

  // httpd writes [remote ...] for backends, but also for clients that speak HTTP/2. Backends listen on low
  // ports, and only these modules talk to them.
  bool IsBackend(std::string_view port) const noexcept {
    constexpr unsigned kFirstEphemeral = 10'000;
    if (line_.module != "ssl" && !line_.module.starts_with("proxy")) return false;
    unsigned number = 0;
    for (const char c : port) number = IsDigit(c) ? number * 10 + static_cast<unsigned>(c - '0') : 0;
    return number > 0 && number < kFirstEphemeral;
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
    if (!file_taken_ && TakeSourceFile(rest_)) return file_taken_ = true;
    return TakeBareClient();
  }

  // CRS's ErrorLogFormat:
  //   [time] [-:error] 192.0.2.1:39792 W-6t05raviJ3p3xEdXWl4AAAAMU [client 192.0.2.1] ModSecurity: ...
  bool TakeBareClient() noexcept {
    constexpr std::size_t kMinLogId = 20;
    if (!line_.has_level) return false;
    if (rest_.starts_with("- - ")) {  // %-a %-L of an entry without a request
      rest_.remove_prefix(4);
      return done_ = true;
    }
    if (HexValue(rest_.front()) < 0 && rest_.front() != '[') return false;
    const std::size_t end = rest_.find(' ');
    if (end == std::string_view::npos || rest_.substr(0, end).find(':') == std::string_view::npos)
      return false;
    std::string_view ahead = rest_.substr(end + 1);
    const std::size_t id_end = ahead.find(' ');
    const bool none = ahead.starts_with("- ");
    if (!none && (id_end == std::string_view::npos || id_end < kMinLogId || id_end > 40)) return false;
    const std::string_view address = AddressWithoutPort(rest_.substr(0, end), true);
    if (address.empty()) return false;
    line_.client = address;
    line_.client_form = ClientForm::kBare;
    rest_ = ahead.substr(id_end + 1);
    line_.has_prefix = true;
    return done_ = true;
  }

  bool AfterFormatElement() const noexcept { return line_.has_level || !line_.time.empty(); }

  std::string_view rest_;
  const char* const begin_;
  LogLine& line_;
  bool oracle_ = false;
  bool modern_ = false;  // 2.4 or later: ports stand behind addresses
  bool time_taken_ = false;
  bool error_taken_ = false;
  bool file_taken_ = false;
  bool done_ = false;
};

std::size_t RefererLabelBytes(std::string_view text) noexcept {
  if (text.starts_with(kReferer)) return kReferer.size();
  const bool manual =
      text.starts_with(kRefererOfManual) && text.substr(kRefererOfManual.size()).starts_with("http");
  return manual ? kRefererOfManual.size() : 0;
}

// The last one: httpd appends it behind whatever the message holds.
void SplitReferer(LogLine& line) noexcept {
  const char* const begin = line.message.data();
  std::size_t length = line.message.size();
  while (length >= kReferer.size()) {
    const auto* comma = static_cast<const char*>(::memrchr(begin, ',', length));
    if (comma == nullptr) return;
    const auto at = static_cast<std::size_t>(comma - begin);
    if (const std::size_t bytes = RefererLabelBytes(line.message.substr(at)); bytes != 0) {
      line.referer = line.message.substr(at + bytes);
      line.message = line.message.substr(0, at);
      return;
    }
    length = at;
  }
}

void TakeClientInText(LogLine& line) noexcept {
  line.client = ClientInText(line.module, line.message);
  if (!line.client.empty()) line.client_form = ClientForm::kText;
}

// Where the text of an error stands right before the message: it hides the AH number.
//   "(98)Address already in use: AH00072: make_sock: ..."   before httpd has read its configuration, without prefix
//   "[client 192.0.2.4:1] (8)Exec format error: AH01241: ..."   some ErrorLogFormats
// httpd 2.2 always wrote it there, and had no numbers: there it stays, as rules for 2.2 know it.
void TakeErrorBehindClient(LogLine& line) noexcept {
  if (!line.message.starts_with('(')) return;
  std::string_view rest = line.message;
  int error = 0;
  if (!TakeErrorText(rest, error)) return;
  const bool numbered = LeadingLogId(rest) != 0;
  if (numbered) line.message = rest;
  const bool of_22 = line.has_level && line.module.empty() && !line.client.empty();
  if (line.os_error == 0 && (numbered || of_22)) line.os_error = error;
}

}  // namespace

void FinishMessage(LogLine& line) noexcept {
  if (line.has_prefix) {
    SplitReferer(line);
    if (line.message.starts_with('[') && !line.client.empty()) TakeBracketsBehindClient(line);
    if (line.client.empty()) TakeClientInText(line);
  }
  TakeErrorBehindClient(line);
  line.log_id = LeadingLogId(line.message);
}

LogLine ParseLogLine(std::string_view text) noexcept {
  LogLine line;
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
  if (MayBePrefix(text)) {
    const std::string_view whole = text;
    TakeCollectorPrefix(text, line);
    line.has_prefix = text.size() != whole.size();
    const char quote = whole.empty() ? '\0' : whole.front();
    if (line.has_prefix && (quote == '"' || quote == '\'' || quote == '`') && text.ends_with(quote))
      text.remove_suffix(1);
  }
  Reader(text, line).Run();
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
