#include "cli/access/access_format.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.h"
#include "base/quoted.h"

namespace errwatch::cli {
namespace {

// What a directive of mod_log_config, or of a module that adds some, says. `argument`: only with this text in
// its braces; "" = without braces, nullptr = whatever they hold.
struct Directive {
  std::string_view letter;
  const char* argument;
  AccessField field;
  ValueShape shape;
  int64_t unit_us = 1;
};
using F = AccessField;
using S = ValueShape;
// clang-format off
constexpr Directive kDirectives[] = {
    {"a", "c", F::kPeer, S::kWord},
    {"a", nullptr, F::kAddress, S::kWord},
    {"A", nullptr, F::kPassedOver, S::kWord},
    {"b", nullptr, F::kBytes, S::kNumber},
    {"B", nullptr, F::kBytes, S::kNumber},
    {"c", nullptr, F::kPassedOver, S::kText},  // mod_ssl
    {"C", nullptr, F::kCookie, S::kText},
    {"D", nullptr, F::kDuration, S::kNumber},
    {"e", "UNIQUE_ID", F::kUniqueId, S::kWord},
    {"e", nullptr, F::kPassedOver, S::kText},
    {"f", nullptr, F::kPassedOver, S::kText},
    {"F", nullptr, F::kPassedOver, S::kWord},
    {"h", "c", F::kPeer, S::kWord},
    {"h", nullptr, F::kHost, S::kWord},
    {"H", nullptr, F::kProtocol, S::kText},
    {"i", nullptr, F::kHeader, S::kText},
    {"I", nullptr, F::kPassedOver, S::kNumber},
    {"k", nullptr, F::kPassedOver, S::kNumber},
    {"l", nullptr, F::kPassedOver, S::kWord},
    {"L", "c", F::kConnectionId, S::kWord},
    {"L", nullptr, F::kLogId, S::kWord},
    {"m", nullptr, F::kMethod, S::kText},
    {"n", "UNIQUE_ID", F::kUniqueId, S::kWord},
    {"n", nullptr, F::kPassedOver, S::kText},
    {"o", nullptr, F::kResponseHeader, S::kText},
    {"O", nullptr, F::kBytesSent, S::kNumber},
    {"p", "remote", F::kClientPort, S::kNumber},
    {"p", nullptr, F::kPassedOver, S::kNumber},
    {"P", nullptr, F::kPassedOver, S::kWord},
    {"q", nullptr, F::kQuery, S::kText},
    {"r", nullptr, F::kRequest, S::kText},
    {"R", nullptr, F::kPassedOver, S::kText},
    {"s", nullptr, F::kStatus, S::kNumber},
    {"S", nullptr, F::kPassedOver, S::kNumber},
    {"t", nullptr, F::kBegin, S::kTime},
    {"T", "", F::kDuration, S::kNumber, 1'000'000},
    {"T", "s", F::kDuration, S::kNumber, 1'000'000},
    {"T", "ms", F::kDuration, S::kNumber, 1'000},
    {"T", "us", F::kDuration, S::kNumber},
    {"u", nullptr, F::kUser, S::kText},
    {"U", nullptr, F::kPath, S::kText},
    {"v", nullptr, F::kVhost, S::kWord},
    {"V", nullptr, F::kVhost, S::kWord},
    {"x", nullptr, F::kPassedOver, S::kText},  // mod_ssl
    {"X", nullptr, F::kPassedOver, S::kWord},
    {"^FB", nullptr, F::kPassedOver, S::kNumber},
    {"^FU", nullptr, F::kPassedOver, S::kNumber},
    {"^ti", nullptr, F::kPassedOver, S::kText},
    {"^to", nullptr, F::kPassedOver, S::kText},
};

struct Named {
  const char* name;
  const char* text;
};
constexpr Named kNamed[] = {
    {"common", R"(%h %l %u %t "%r" %>s %b)"},
    {"combined", R"(%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i")"},
    {"vhost_common", R"(%v %h %l %u %t "%r" %>s %b)"},
    {"vhost_combined", R"(%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i")"},
};
// clang-format on

const Directive* Find(std::string_view letter, std::string_view argument) {
  for (const Directive& directive : kDirectives) {
    if (directive.letter != letter) continue;
    if (directive.argument == nullptr || EqualsIgnoreCase(directive.argument, argument)) return &directive;
  }
  return nullptr;
}

// A text between quotation marks, or in front of a sign that httpd escapes, ends where that stands.
bool IsSealed(std::string_view behind) {
  return !behind.empty() && (behind[0] == '"' || static_cast<unsigned char>(behind[0]) < 0x20);
}

class FormatParser {
 public:
  explicit FormatParser(std::string_view text) : rest_(text) {}

  Result<AccessFormat> Run() {
    while (!rest_.empty()) {
      if (rest_[0] != '%') {
        TakeText();
        continue;
      }
      if (const Status taken = TakeItem(); !taken) return taken.failure();
    }
    format_.after = std::move(text_);
    if (const Status told = CheckEnds(); !told) return told.failure();
    return std::move(format_);
  }

 private:
  void TakeText() {
    if (rest_[0] == '\\' && rest_.size() > 1) {
      const char next = rest_[1];
      constexpr std::string_view kEscaped = "\\rnt\"";
      constexpr std::string_view kMeant = "\\\r\n\t\"";
      const std::size_t known = kEscaped.find(next);
      if (known != std::string_view::npos) {
        text_ += kMeant[known];
        rest_.remove_prefix(2);
        return;
      }
    }
    text_ += rest_[0];
    rest_.remove_prefix(1);
  }

  Status TakeItem() {
    const std::string_view begin = rest_;
    rest_.remove_prefix(1);
    std::string argument;
    bool original = false;
    while (!rest_.empty()) {
      const char c = rest_[0];
      if (c == '{') {
        const std::size_t end = rest_.find('}');
        if (end == std::string_view::npos) return Error{"\"" + std::string(begin) + "\": a '}' is missing"};
        argument = rest_.substr(1, end - 1);
        rest_.remove_prefix(end + 1);
      } else if (c == '!' || c == '<' || c == '>' || c == ',' || IsDigit(c)) {
        original = c == '<' || (original && c != '>');
        rest_.remove_prefix(1);
      } else {
        return TakeDirective(begin, argument, original);
      }
    }
    return Error{"\"" + std::string(begin) + "\": ends before it says what to write"};
  }

  Status TakeDirective(std::string_view begin, const std::string& argument, bool original) {
    const std::size_t letters = rest_[0] == '^' && rest_.size() > 2 ? 3 : 1;
    const std::string_view letter = rest_.substr(0, letters);
    rest_.remove_prefix(letters);
    if (letter == "%") {
      text_ += '%';
      return Ok{};
    }
    FormatItem item;
    item.written = begin.substr(0, begin.size() - rest_.size());
    item.before = std::exchange(text_, {});
    item.name = argument;
    if (const Directive* directive = Find(letter, argument)) {
      item.field = directive->field;
      item.shape = directive->shape;
      item.unit_us = directive->unit_us;
    }
    const bool first_status =
        item.field == F::kStatus && begin.substr(0, item.written.size()).find('>') == std::string_view::npos;
    if (first_status) item.field = F::kFirstStatus;
    if (original && item.field == F::kUser) item.field = F::kPassedOver;
    if (item.shape == S::kTime) {
      if (const Status taken = TakeTime(argument, item); !taken)
        return Error{"\"" + item.written + "\": " + taken.error()};
    }
    // "%U%q" is one value: where the query begins is told by its question mark.
    const bool joined = item.field == F::kQuery && item.before.empty() && !format_.items.empty() &&
                        format_.items.back().field == F::kPath;
    if (joined) {
      format_.items.back().written += item.written;
    } else {
      format_.items.push_back(std::move(item));
    }
    return Ok{};
  }

  Status TakeTime(std::string_view argument, FormatItem& item) {
    for (const std::string_view begin : {"begin", "end"}) {
      if (argument != begin && !argument.starts_with(std::string(begin) + ":")) continue;
      if (begin == "end") item.field = F::kEnd;
      argument.remove_prefix(std::min(begin.size() + 1, argument.size()));
      break;
    }
    if (argument.empty()) {
      item.before += '[';
      text_ = ']';
    }
    Result<TimeFormat> time = TimeFormat::Parse(argument);
    if (!time) return time.failure();
    item.time = std::move(time).value();
    return Ok{};
  }

  std::string_view Behind(std::size_t item) const {
    return item + 1 < format_.items.size() ? format_.items[item + 1].before : format_.after;
  }

  // Where values end must be told: by what stands behind them.
  Status CheckEnds() {
    bool open = false;  // a text whose end only what follows tells
    for (std::size_t i = 0; i < format_.items.size(); ++i) {
      const FormatItem& item = format_.items[i];
      const std::string_view behind = Behind(i);
      const bool last = i + 1 == format_.items.size();
      if (item.shape == S::kTime) continue;
      if (behind.empty() && !last && format_.items[i + 1].shape != S::kTime)
        return Error{"\"" + item.written + format_.items[i + 1].written +
                     "\": nothing tells where the one ends and the other begins: put a blank between them"};
      if (IsSealed(behind) || (last && behind.empty() && !open)) {
        open = false;
        continue;
      }
      if (item.shape != S::kText) continue;
      // A user's name in front of the time has its end by that.
      if (item.field == F::kUser && !last && format_.items[i + 1].shape == S::kTime) continue;
      if (item.field == F::kMethod || item.field == F::kProtocol || item.field == F::kUser) continue;
      if (open && behind == " ")
        return Error{"\"" + item.written +
                     "\": what a client sends may hold blanks, so nothing tells where it ends: write \\\"" +
                     item.written + "\\\""};
      if (open || behind != " ") format_.doubtful.push_back(item.written);
      open = true;
    }
    return Ok{};
  }

  std::string_view rest_;
  std::string text_;  // since the last item
  AccessFormat format_;
};

}  // namespace

bool AccessFormat::Has(AccessField field) const {
  return std::ranges::any_of(items, [field](const FormatItem& item) { return item.field == field; });
}

std::string AccessFormat::WhyNotJudged() const {
  if (json) return {};
  if (!Has(F::kStatus) && !Has(F::kFirstStatus)) return "holds no status: add %>s";
  if (!Has(F::kRequest) && !Has(F::kPath)) return "holds no request: add \\\"%r\\\"";
  if (!Has(F::kAddress) && !Has(F::kHost) && !Has(F::kPeer)) return "names no client: add %a";
  return {};
}

std::vector<std::string> NamedAccessFormats() {
  std::vector<std::string> names;
  for (const Named& named : kNamed) names.emplace_back(named.name);
  names.emplace_back("json");
  return names;
}

Result<AccessFormat> ParseAccessFormat(std::string_view text) {
  if (text == "json") {
    AccessFormat format;
    format.name = "json";
    format.json = true;
    return format;
  }
  const auto* named = std::ranges::find(kNamed, text, &Named::name);
  const bool known = named != std::end(kNamed);
  Result<AccessFormat> format = FormatParser(known ? named->text : text).Run();
  if (!format) return format;
  if (format.value().items.empty()) return Error{Quoted(text) + " holds no item such as %h"};
  format.value().name = text;
  return format;
}

}  // namespace errwatch::cli
