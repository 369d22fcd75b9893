// What is wrong with a machine, and what to do about it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/doctor/machine.h"

namespace errwatch::cli {

enum class Verdict : unsigned char {
  kGood,
  kNote,     // worth knowing; nothing has to be done
  kFinding,  // has to be seen to
};

inline constexpr int kVerdictCount = 3;
constexpr std::string_view VerdictName(Verdict verdict) {
  return verdict == Verdict::kFinding ? "finding" : verdict == Verdict::kNote ? "note" : "ok";
}

struct Diagnosis {
  Verdict verdict = Verdict::kGood;
  std::string_view subject;  // one of a short list: "module", "mode", ...
  std::string text;
  std::string advice;  // what to do; empty where there is nothing to do
};

// One line at least for each subject that can be looked at, always in the same order.
std::vector<Diagnosis> Diagnose(const Machine& machine);

}  // namespace errwatch::cli
