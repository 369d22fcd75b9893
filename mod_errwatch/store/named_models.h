// The models that a configuration names: each file once, whatever its lines call it, in their order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/ticks.h"
#include "store/segment_layout.h"

namespace errwatch::store {

class NamedModels {
 public:
  struct Named {
    std::size_t file = 0;          // its number
    bool is_first = false;         // nobody named it before
    std::string learnt_otherwise;  // what is to be told of the line; each once
  };
  // `learn`: how long it is learnt where there is none; 0: not at all.
  Named Add(const std::string& path, Milliseconds learn);

 private:
  struct File {
    std::string path;
    Milliseconds learn;
  };
  std::vector<File> files_;
  std::set<std::string> told_;
};

// Names the file in shared memory, however it is written; never 0.
uint64_t PrintOfModel(const HashKey& key, const std::string& path);

}  // namespace errwatch::store
