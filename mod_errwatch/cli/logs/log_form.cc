#include "cli/logs/log_form.h"

#include <algorithm>
#include <array>

namespace errwatch::cli {
namespace {

bool IsMost(std::size_t part, std::size_t whole) { return part * 5 >= whole * 4; }

// Messages of httpd before it has opened its log, which a container's log begins with: without a prefix in
// every format.
constexpr std::array<LogId, 12> kStartUp = {15, 16, 72, 76, 111, 112, 114, 526, 534, 548, 557, 558};

constexpr uint32_t Bit(ClientForm form) { return 1U << static_cast<unsigned>(form); }

bool HasElements(uint64_t form) { return (form & 0xff) != 0; }

// Whether a log that is written with the elements `after` says all that it did, and more.
bool SaysMore(uint64_t before, uint64_t after) {
  constexpr uint64_t kSaid = kHasLevel | kHasModule | kHasProcess;
  if (((before | after) & kHasFields) != 0) return false;
  if ((before & kTimeForm) != 0 && (after & kTimeForm) == 0) return false;
  return (before & ~after & kSaid) == 0 && (after & ~before & kSaid) != 0;
}

void AddForm(LogForm& form, const AdmittedForm& admitted) {
  if (form.count < form.forms.size()) form.forms[form.count++] = admitted;
}

}  // namespace

// One that many of the lines have that name a client.
uint32_t FormCensus::ClientsOf(const Group& group) {
  std::size_t named = 0;
  for (const std::size_t lines : group.clients) named += lines;
  uint32_t clients = Bit(ClientForm::kText);
  if (named == 0) clients |= Bit(ClientForm::kNamed) | Bit(ClientForm::kNoPort);
  for (std::size_t i = 0; i < group.clients.size(); ++i) {
    const auto client = static_cast<ClientForm>(i);
    bool common = group.clients[i] != 0 && !IsMost(named - group.clients[i], named);
    // What a message may begin with: a format that says it so says it in nearly every line.
    if (client == ClientForm::kUnmarked || client == ClientForm::kLater)
      common = common && IsMost(group.clients[i], named) && group.clients[i] * 2 >= group.lines;
    // One format writes a port always or never.
    if (client == ClientForm::kNoPort)
      common = common && group.clients[i] > group.clients[static_cast<std::size_t>(ClientForm::kNamed)];
    if (common) clients |= Bit(client);
  }
  return clients;
}

// So many lines of another form, and none of the old one among them, are a change. What a child process may
// write into the log of a newer httpd by old habit says less than httpd's own lines.
std::size_t FormCensus::LeastOfChange(uint64_t before, uint64_t after) {
  constexpr std::size_t kWhereItSaysMore = 20;
  constexpr std::size_t kElsewhere = 100;
  return before >> 8 == after >> 8 && SaysMore(before & 0xff, after & 0xff) ? kWhereItSaysMore : kElsewhere;
}

void FormCensus::Add(const LogLine& line, bool coloured) {
  if (settled()) return Watch(line);
  if (!line.has_prefix) {
    bare_lines_ += line.log_id != 0 && std::ranges::find(kStartUp, line.log_id) == kStartUp.end();
    return;
  }
  coloured_ += coloured;
  ++wrappings_[line.wrapping];
  Group& group = forms_[FormOf(line)];
  if (group.lines++ == 0) group.first = lines_;
  group.last = lines_++;
  if (line.client_form == ClientForm::kNone || line.client_form == ClientForm::kText) return;
  ++group.clients[static_cast<std::size_t>(line.client_form)];
  ++all_.clients[static_cast<std::size_t>(line.client_form)];
}

bool FormCensus::IsNews(const LogLine& line) const {
  if (!form_kept_) return true;
  if (kept_.count == 0 || !line.has_prefix || line.elements == 0) return false;
  return FormOf(line) != last_form_;
}

// After the first lines.
void FormCensus::Watch(const LogLine& line) {
  constexpr std::size_t kMostForms = 64;
  if (!form_kept_) {
    kept_ = FirstForm();
    form_kept_ = true;
    std::size_t last = 0;
    for (std::size_t i = 0; i < kept_.count; ++i) {
      const uint64_t form = kept_.forms[i].form;
      if (forms_[form].last < last) continue;
      last = forms_[form].last;
      last_form_ = form;
    }
  }
  if (!kept_.fixed || kept_.bare || kept_.count == 0 || !line.has_prefix || line.elements == 0) return;
  const uint64_t form = FormOf(line);
  if (form == last_form_) {
    pending_.clear();
    return;
  }
  if (pending_.size() >= kMostForms && !pending_.contains(form)) return;
  Group& group = pending_[form];
  ++group.lines;
  if (line.client_form != ClientForm::kNone && line.client_form != ClientForm::kText)
    ++group.clients[static_cast<std::size_t>(line.client_form)];
  if (group.lines < LeastOfChange(last_form_, form)) return;
  std::size_t all = 0;
  for (const auto& [other, lines] : pending_) all += lines.lines;
  if (!IsMost(group.lines, all)) return;
  AddForm(kept_, {form, ClientsOf(group)});
  last_form_ = form;
  pending_.clear();
}

void FormCensus::BeginBlock() {
  if (!form_kept_ || kept_.count < 2) return;
  for (std::size_t i = 0; i < kept_.count; ++i) {
    if (kept_.forms[i].form == last_form_) kept_.forms[0] = kept_.forms[i];
  }
  kept_.count = 1;
  kept_.wrapping = static_cast<uint32_t>(last_form_ >> 8);
}

LogForm FormCensus::Form() const { return form_kept_ ? kept_ : FirstForm(); }

LogForm FormCensus::FirstForm() const {
  LogForm form;
  form.bare = bare_lines_ != 0 && IsMost(bare_lines_, lines_ + bare_lines_);
  if (form.bare) {
    form.fixed = true;
    return form;
  }
  if (lines_ == 0) return form;
  const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto fewer_lines = [](const auto& a, const auto& b) { return a.second.lines < b.second.lines; };
  const auto common = std::max_element(forms_.begin(), forms_.end(), fewer_lines);
  const auto wrapping = std::max_element(wrappings_.begin(), wrappings_.end(), fewer);
  form.fixed = IsMost(common->second.lines, lines_) || wrapping->second == lines_;
  form.wrapping = wrapping->first;
  form.coloured = IsMost(coloured_, lines_);
  form.clients = ClientsOf(all_);
  if (form.fixed) TakeForms(form);
  return form;
}

// The form that most lines have, and one that was there before or came after.
void FormCensus::TakeForms(LogForm& form) const {
  const std::pair<const uint64_t, Group>* most = nullptr;
  std::size_t all = 0;
  for (const auto& group : forms_) {
    if (!HasElements(group.first) || group.first >> 8 != form.wrapping) continue;
    all += group.second.lines;
    if (most == nullptr || group.second.lines >= most->second.lines) most = &group;
  }
  if (most == nullptr || most->second.lines * 2 < all) return;
  AddForm(form, {most->first, ClientsOf(most->second)});
  for (const auto& [other, group] : forms_) {
    if (other == most->first || !HasElements(other)) continue;
    const bool before = group.last < most->second.first;
    const bool after = group.first > most->second.last;
    if (!before && !after) continue;
    const std::size_t least = before ? LeastOfChange(other, most->first) : LeastOfChange(most->first, other);
    if (group.lines >= least) AddForm(form, {other, ClientsOf(group)});
  }
}

}  // namespace errwatch::cli
