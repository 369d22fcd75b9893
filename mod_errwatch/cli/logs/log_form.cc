#include "cli/logs/log_form.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace errwatch::cli {
namespace {

bool IsMost(std::size_t part, std::size_t whole) { return part * 5 >= whole * 4; }

// Messages of httpd before it has opened its log, which a container's log begins with: without a prefix in
// every format.
constexpr std::array<LogId, 12> kStartUp = {15, 16, 72, 76, 111, 112, 114, 526, 534, 548, 557, 558};

// How httpd writes the time, in short: its ErrorLogFormat says so once for a whole log.
uint64_t TimeForm(std::string_view time) {
  if (time.empty()) return 0;
  const uint64_t fraction = time.find('.') == std::string_view::npos ? 0 : 1;
  if (IsAlpha(time[0])) return 2 + fraction;
  return (time.size() > 2 && time[2] == '/' ? 4 : 6) + fraction;
}

}  // namespace

void FormCensus::Add(const LogLine& line, bool coloured) {
  if (full()) return;
  if (!line.has_prefix) {
    bare_lines_ += line.log_id != 0 && std::ranges::find(kStartUp, line.log_id) == kStartUp.end();
    return;
  }
  ++lines_;
  coloured_ += coloured;
  // Several logs put together are told by their times and levels, too.
  ++forms_[uint64_t{line.wrapping} << 8 | TimeForm(line.time) << 1 | uint64_t{line.module.empty()}];
  ++wrappings_[line.wrapping];
  if (line.client_form == ClientForm::kNone || line.client_form == ClientForm::kText) return;
  ++with_client_;
  ++clients_[static_cast<std::size_t>(line.client_form)];
}

LogForm FormCensus::Form() const {
  LogForm form;
  form.bare = bare_lines_ != 0 && IsMost(bare_lines_, lines_ + bare_lines_);
  if (form.bare) {
    form.fixed = true;
    return form;
  }
  if (lines_ == 0) return form;
  const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto common = std::max_element(forms_.begin(), forms_.end(), fewer);
  const auto wrapping = std::max_element(wrappings_.begin(), wrappings_.end(), fewer);
  form.fixed = IsMost(common->second, lines_) || wrapping->second == lines_;
  form.wrapping = wrapping->first;
  form.coloured = IsMost(coloured_, lines_);
  const auto admit = [&](ClientForm client) { form.clients |= 1U << static_cast<unsigned>(client); };
  admit(ClientForm::kText);
  if (with_client_ == 0) admit(ClientForm::kNamed);
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    if (clients_[i] != 0 && !IsMost(with_client_ - clients_[i], with_client_))
      admit(static_cast<ClientForm>(i));
  }
  return form;
}

}  // namespace errwatch::cli
