#include "anomaly/message_template.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "anomaly/message_mask.h"

namespace errwatch {
namespace {

constexpr std::string_view kVariable = "<*>";
constexpr uint64_t kOwnTextBit = uint64_t{1} << 63;  // of templates that are no number of httpd's

// httpd's format has no text of its own, or one that is the same whatever a program says.
constexpr LogId kFcgiOutput = 1071;  // "Got error 'PHP message: ...'"
constexpr LogId kCgiOutput = 1215;   // "stderr from /path: ..."
constexpr std::array<LogId, 21> kForeign = {12,   88,   592,  609,  619,  621,         653,
                                            899,  905,  908,  912,  915,  kFcgiOutput, kCgiOutput,
                                            1375, 1471, 2392, 2997, 2998, 10056,       10173};
static_assert(std::ranges::is_sorted(kForeign));

class IdSink {
 public:
  explicit IdSink(LogId log_id) : state_(log_id * 0x9E3779B97F4A7C15) {}
  void Constant(std::string_view, uint64_t hash) noexcept {
    Add(hash);
    behind_variable_ = false;
  }
  void Variable() noexcept {
    if (!behind_variable_) Add(0x2545F4914F6CDD1D);
    behind_variable_ = true;
  }
  void Signs(std::string_view) noexcept {}
  TemplateId id() const { return state_ | kOwnTextBit; }

 private:
  void Add(uint64_t part) noexcept {
    state_ = (state_ ^ part) * 0xFF51AFD7ED558CCD;
    state_ ^= state_ >> 32;
  }
  uint64_t state_;
  bool behind_variable_ = false;
};

class TextSink {
 public:
  explicit TextSink(std::span<char> text) : text_(text) {}
  void Constant(std::string_view word, uint64_t) noexcept {
    Append(word);
    behind_variable_ = false;
  }
  // What stands between two of them is not part of the template, but for brackets whose other half is.
  void Variable() noexcept {
    if (behind_variable_) {
      LeaveOutSinceVariable();
      return;
    }
    Append(kVariable);
    behind_variable_ = true;
    variable_end_ = size_;
  }
  void Signs(std::string_view signs) noexcept {
    for (std::size_t i = 0; i < signs.size(); ++i) {
      const std::size_t bracket = kClosing.find(signs[i]);
      const bool left_out = bracket != kClosing.npos && left_out_[bracket] != 0;
      left_out ? static_cast<void>(--left_out_[bracket]) : Append(signs.substr(i, 1));
    }
  }
  std::size_t size() const {
    std::size_t size = size_;
    while (size > 0 && text_[size - 1] == ' ') --size;
    return size;
  }

 private:
  static constexpr std::string_view kOpening = "([{", kClosing = ")]}";

  // How many brackets of a kind stand open before the last variable.
  long OpenBefore(std::size_t bracket) const {
    const auto before = text_.first(variable_end_);
    return std::ranges::count(before, kOpening[bracket]) - std::ranges::count(before, kClosing[bracket]);
  }
  void LeaveOutSinceVariable() noexcept {
    std::array<long, kOpening.size()> opened{}, closed{};
    std::array<char, 8> kept{};
    std::size_t count = 0;
    for (const char c : text_.subspan(variable_end_, size_ - variable_end_)) {
      if (const std::size_t at = kOpening.find(c); at != kOpening.npos) ++opened[at];
      const std::size_t at = kClosing.find(c);
      if (at == kClosing.npos) continue;
      if (opened[at] != 0) {
        --opened[at];
      } else if (count != kept.size() && closed[at] < OpenBefore(at)) {
        ++closed[at];
        kept[count++] = c;
      }
    }
    size_ = variable_end_;
    Append({kept.data(), count});
    for (std::size_t i = 0; i < opened.size(); ++i) left_out_[i] += opened[i];
  }
  void Append(std::string_view part) noexcept {
    for (const char c : part) {
      if (size_ == text_.size()) return;
      const char printed = c >= ' ' && c <= '~' ? c : ' ';
      if (printed == ' ' && (size_ == 0 || text_[size_ - 1] == ' ')) continue;
      text_[size_++] = printed;
    }
  }
  std::span<char> text_;
  std::size_t size_ = 0;
  std::size_t variable_end_ = 0;
  bool behind_variable_ = false;
  std::array<long, kOpening.size()> left_out_{};  // opening ones, by kind
};

bool Take(std::string_view& text, std::string_view begin) noexcept {
  if (!text.starts_with(begin)) return false;
  text.remove_prefix(begin.size());
  return true;
}

// What a program said, behind httpd's words for it; these go to the text alone.
template <typename Sink>
std::string_view ForeignText(LogId log_id, std::string_view body, Sink& sink) noexcept {
  if (log_id == kFcgiOutput && Take(body, "Got error '")) {
    sink.Signs("Got error '");
    // One line of httpd's may hold many messages of PHP's: the first one tells what it is about.
    constexpr std::string_view kMessage = "PHP message: ";
    body = body.substr(0, body.find(kMessage, kMessage.size()));
    return body.substr(0, body.find_last_not_of("; ") + 1);
  }
  if (log_id == kCgiOutput && body.starts_with("stderr from ")) {
    const std::size_t colon = body.find(": ");
    if (colon == body.npos) return body;
    sink.Signs("stderr from <*>: ");
    return body.substr(colon + 2);
  }
  return body;
}

// ModSecurity's messages are told apart by the rule, which it names before anything that a client sent.
template <typename Sink>
void MaskModSecurity(std::string_view body, Sink& sink) noexcept {
  constexpr std::string_view kId = "[id \"";
  const std::size_t at = body.find(kId);
  const std::string_view front = body.substr(0, std::min(body.find("[file \""), at));
  masking::MessageMask<Sink>(front, sink).Run();
  if (at == body.npos) return;
  body.remove_prefix(at + kId.size());
  const auto digits = static_cast<std::size_t>(std::ranges::find_if_not(body, IsDigit) - body.begin());
  if (digits == 0 || digits > 10) return;
  sink.Signs(kId);
  sink.Constant(body.substr(0, digits), MessageWordHash(body.substr(0, digits)));
  sink.Signs("\"]");
}

template <typename Sink>
void MaskMessage(LogId log_id, std::string_view message, Sink& sink) noexcept {
  std::string_view body = message.substr(0, kTemplateMessageBytes);
  // Modules of the time before httpd did it name the client once more.
  while (body.starts_with("[client ")) {
    const std::size_t end = body.find("] ");
    if (end == body.npos) break;
    body.remove_prefix(end + 2);
  }
  if (log_id != 0 && LeadingLogId(body) == log_id) {
    const std::size_t colon = body.find(':');
    sink.Signs(body.substr(0, colon + 1));
    sink.Signs(" ");
    body = Trim(body.substr(colon + 1));
    if (IsForeignText(log_id)) body = ForeignText(log_id, body, sink);
  }
  if (body.starts_with("ModSecurity: ")) return MaskModSecurity(body, sink);
  masking::MessageMask<Sink>(body, sink).Run();
}

}  // namespace

bool IsForeignText(LogId log_id) noexcept { return std::ranges::binary_search(kForeign, log_id); }

TemplateId TemplateOf(LogId log_id, std::string_view message) noexcept {
  if (log_id != 0 && !IsForeignText(log_id)) return log_id;
  if (message.empty()) return 0;
  IdSink sink(log_id);
  MaskMessage(log_id, message, sink);
  return sink.id();
}

// Asked once for each template, so it need only be small.
[[gnu::cold]] std::size_t TemplateText(LogId log_id, std::string_view message,
                                       std::span<char> text) noexcept {
  TextSink sink(text.first(std::min(text.size(), kTemplateTextBytes)));
  MaskMessage(log_id, message, sink);
  return sink.size();
}

LogId LogIdOfTemplate(TemplateId id) noexcept { return (id & kOwnTextBit) != 0 ? 0 : static_cast<LogId>(id); }

}  // namespace errwatch
