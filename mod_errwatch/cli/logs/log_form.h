// What the lines of one log have in common. A log is written by one program in one form; a line of another
// form is what a child process wrote into it, and must name no client.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

#include "cli/logs/log_line.h"

namespace errwatch::cli {

// Clients that lines of one form may name.
struct AdmittedForm {
  uint64_t form = 0;     // FormOf
  uint32_t clients = 0;  // a bit for each ClientForm
};

// What stands around a line, and which elements of a log line it has.
constexpr uint64_t FormOf(const LogLine& line) { return uint64_t{line.wrapping} << 8 | line.elements; }

struct LogForm {
  bool fixed = false;  // false: lines of several logs, each of which stands for itself
  bool bare = false;   // no prefix at all: ErrorLogFormat "%M"
  uint32_t wrapping = 0;
  uint32_t clients = 0;   // how clients are named where `count` is 0: a bit for each ClientForm
  bool coloured = false;  // escape sequences of a terminal stand in the lines
  // The forms of httpd's own lines: one, or two where it changes. None: as many as lines.
  std::array<AdmittedForm, 4> forms{};
  std::size_t count = 0;

  bool AdmitsLine(const LogLine& line) const {
    if (!fixed) return true;
    if (bare) return line.wrapping == 0 && !line.has_prefix;
    if (count == 0 || line.elements == 0) return AdmitsWrapping(line.wrapping);
    return Find(line) != nullptr;
  }
  bool AdmitsWrapping(uint32_t around) const {
    bool known = around == wrapping;
    for (std::size_t i = 0; i < count; ++i) known = known || forms[i].form >> 8 == around;
    return known;
  }
  bool AdmitsClient(const LogLine& line) const {
    if (!fixed) return line.client_form != ClientForm::kUnmarked;
    const AdmittedForm* form = Find(line);
    return Has(form == nullptr ? clients : form->clients, line.client_form);
  }
  // Whether the lines name their clients so that a message might look the same.
  bool AdmitsUnmarked() const {
    bool some = fixed && Has(clients, ClientForm::kUnmarked);
    for (std::size_t i = 0; i < count; ++i) some = some || Has(forms[i].clients, ClientForm::kUnmarked);
    return some;
  }

 private:
  static constexpr bool Has(uint32_t set, ClientForm form) {
    return (set >> static_cast<unsigned>(form) & 1U) != 0;
  }
  const AdmittedForm* Find(const LogLine& line) const {
    for (std::size_t i = 0; i < count; ++i) {
      if (forms[i].form == FormOf(line)) return &forms[i];
    }
    return nullptr;
  }
};

// Finds the form of a log from its first lines, and whether it changes later: after an upgrade or a new
// ErrorLogFormat everything has the new form, and nothing the old one.
class FormCensus {
 public:
  // What the first lines tell is known. Of further ones samples do, as long as they look as expected.
  bool settled() const { return lines_ + bare_lines_ >= kMostLines; }
  // Before the lines of a block. Until the next call a form that changes admits both.
  void BeginBlock();
  void Add(const LogLine& line, bool coloured);
  // Whether the line is none that the log is known for.
  bool IsNews(const LogLine& line) const;
  LogForm Form() const;

 private:
  static constexpr std::size_t kMostLines = 500;

  struct Group {
    std::size_t lines = 0;
    std::size_t first = 0, last = 0;  // place among the lines that were counted
    std::array<std::size_t, kClientForms> clients{};
  };

  static uint32_t ClientsOf(const Group& group);
  static std::size_t LeastOfChange(uint64_t before, uint64_t after);
  void Watch(const LogLine& line);
  LogForm FirstForm() const;
  void TakeForms(LogForm& form) const;

  std::size_t lines_ = 0;       // that have anything of a log line
  std::size_t bare_lines_ = 0;  // that have nothing of one but a number of httpd's; others may be a child's
  std::size_t coloured_ = 0;
  std::map<uint64_t, Group> forms_;
  std::map<uint32_t, std::size_t> wrappings_;
  Group all_;

  bool form_kept_ = false;  // kept_ is Form()
  LogForm kept_;
  uint64_t last_form_ = 0;             // of those that are admitted, the one that came last
  std::map<uint64_t, Group> pending_;  // since the last line of a form that is admitted
};

}  // namespace errwatch::cli
