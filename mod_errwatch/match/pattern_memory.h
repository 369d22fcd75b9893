// Patterns that nobody uses just now, by their texts. What is compiled when a configuration is read is put
// back when it is thrown away, and taken out again when the next one is read: httpd reads its own twice when
// it starts, and once more at each restart, mostly with the same patterns, and to compile them takes nearly
// all of the time.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "match/compiled_pattern.h"

namespace errwatch {

// One thread at a time. Of plain data, as what is in it: httpd unloads this library and loads it again
// meanwhile.
class PatternMemory {
 public:
  // Null: there is none, and the caller makes it.
  std::unique_ptr<CompiledPattern> Take(const CompiledPattern::Source& source);
  // Where there is no memory for that the pattern is freed.
  void PutBack(const CompiledPattern::Source& source, std::unique_ptr<CompiledPattern> pattern) noexcept;

  // A configuration is complete: what is still here belongs to none any more. How many patterns were not here
  // that were asked for since the last one was complete.
  std::size_t Complete();
  std::size_t size() const { return patterns_.size(); }

 private:
  static std::string KeyOf(const CompiledPattern::Source& source);

  std::unordered_multimap<std::string, std::unique_ptr<CompiledPattern>> patterns_;
  std::size_t missed_ = 0;
};

}  // namespace errwatch
