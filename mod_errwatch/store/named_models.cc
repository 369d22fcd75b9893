#include "store/named_models.h"

#include <algorithm>

#include "store/hash_parts.h"
#include "store/model_file.h"

namespace errwatch::store {

NamedModels::Named NamedModels::Add(const std::string& path, Milliseconds learn) {
  const auto same =
      std::ranges::find_if(files_, [&path](const File& file) { return IsSameModel(file.path, path); });
  Named named{static_cast<std::size_t>(same - files_.begin()), same == files_.end(), {}};
  if (named.is_first) {
    files_.push_back({path, learn});
  } else if (std::string why = WhyLearntOtherwise(path, same->learn, learn); told_.insert(why).second) {
    named.learnt_otherwise = std::move(why);
  }
  return named;
}

uint64_t PrintOfModel(const HashKey& key, const std::string& path) {
  return std::max<uint64_t>(HashParts(key).Add(NameOfModel(path)).Hash(), 1);
}

}  // namespace errwatch::store
