#include "cli/doctor/doctor.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"

namespace errwatch::cli {
namespace {

const char* PaintOf(Verdict verdict) {
  return verdict == Verdict::kFinding ? "\x1b[33m" : verdict == Verdict::kNote ? "\x1b[2m" : "\x1b[32m";
}

std::size_t Count(const std::vector<Diagnosis>& all, Verdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const Diagnosis& one) { return one.verdict == verdict; }));
}

std::string Counted(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string Padded(std::string_view text, std::size_t width) {
  std::string padded(text);
  padded.resize(std::max(width, padded.size()), ' ');
  return padded;
}

}  // namespace

std::string DoctorText(const std::vector<Diagnosis>& all, bool colour) {
  constexpr std::size_t kVerdictWidth = 9, kSubjectWidth = 15;
  std::string text;
  for (const Diagnosis& one : all) {
    const std::string verdict = Padded(VerdictName(one.verdict), kVerdictWidth);
    text += (colour ? PaintOf(one.verdict) + verdict + "\x1b[0m" : verdict) +
            Padded(one.subject, kSubjectWidth) + Printable(one.text) + "\n";
    if (!one.advice.empty())
      text += std::string(kVerdictWidth + kSubjectWidth, ' ') + "-> " + Printable(one.advice) + "\n";
  }
  return text + Counted(Count(all, Verdict::kFinding), "finding") + ", " +
         Counted(Count(all, Verdict::kNote), "note") + "\n";
}

std::string DoctorJson(const Machine& machine, const std::vector<Diagnosis>& all) {
  nlohmann::ordered_json page;
  page["config"] = machine.config;
  page["state"] = machine.state.path;
  page["findings"] = Count(all, Verdict::kFinding);
  page["notes"] = Count(all, Verdict::kNote);
  page["checks"] = nlohmann::ordered_json::array();
  for (const Diagnosis& one : all)
    page["checks"].push_back({{"verdict", VerdictName(one.verdict)},
                              {"subject", one.subject},
                              {"text", one.text},
                              {"advice", one.advice}});
  return page.dump(2, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

int RunDoctor(const DoctorOptions& options) {
  const Result<Machine> machine = LookAtMachine(options);
  if (!machine) return EndWith(kExitUsage, machine.error());
  const std::vector<Diagnosis> all = Diagnose(machine.value());
  const std::string said =
      options.format == "json" ? DoctorJson(machine.value(), all) : DoctorText(all, ColourOn(STDOUT_FILENO));
  std::fwrite(said.data(), 1, said.size(), stdout);
  return Count(all, Verdict::kFinding) == 0 ? kExitDone : kExitNothing;
}

}  // namespace errwatch::cli
