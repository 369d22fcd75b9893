// A process that is killed at a given instruction: the processor's trap flag stops it after each one, or, which
// takes a hundredth of the time, after each that writes to the memory: between two of those the memory is the
// same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace errwatch::torture {

// Whether this processor and this build can.
bool CanStep();

// How long an operation is.
struct Trace {
  bool followed = false;  // the process that did it ended well
  uint64_t instructions = 0;
  uint64_t writes = 0;  // instructions that write to the memory, or would if it had not changed meanwhile
};

// Does it in processes of their own, to its end. The memory is shared, begins on a page, and has all of its
// last one to itself. Instructions are counted where they are wanted: that takes long.
Trace TraceOf(std::span<std::byte> memory, const std::function<void()>& operation, bool instructions);

// Does it in a process of its own that is killed (SIGKILL) after so many writes, or instructions; at least
// one. False when it came to its end before, or ended otherwise.
bool KillAfterWrites(uint64_t writes, std::span<std::byte> memory, const std::function<void()>& operation);
bool KillAfterInstructions(uint64_t instructions, const std::function<void()>& operation);

}  // namespace errwatch::torture
