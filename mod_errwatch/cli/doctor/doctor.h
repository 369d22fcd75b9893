// `errwatch doctor`: what is wrong with an installation, and what to do.
#pragma once

#include <string>
#include <vector>

#include "cli/doctor/diagnosis.h"

namespace errwatch::cli {

// Exit status: 0 nothing to do, 1 there are findings, 2 it could not look.
int RunDoctor(const DoctorOptions& options);

std::string DoctorText(const std::vector<Diagnosis>& all, bool colour);
std::string DoctorJson(const Machine& machine, const std::vector<Diagnosis>& all);

}  // namespace errwatch::cli
