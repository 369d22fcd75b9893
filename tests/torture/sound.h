// What must work on, whoever was killed in the midst of what.
#pragma once

#include <string>

#include "torture/operations.h"

namespace errwatch::torture {

// Uses every part of the memory as a process does that knows nothing of what happened: clients are filled up,
// blocked, let in; records are written and read. Empty, or what does not work.
std::string WhatFails(const Doing& doing);

}  // namespace errwatch::torture
