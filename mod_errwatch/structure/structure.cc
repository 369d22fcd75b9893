#include "structure/structure.h"

namespace errwatch {

std::optional<Structure> ParseStructure(std::string_view name) {
  for (std::size_t i = 0; i < kStructureCount; ++i)
    if (kStructures[i].name == name) return static_cast<Structure>(i);
  return std::nullopt;
}

}  // namespace errwatch
