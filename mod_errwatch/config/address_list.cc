#include "config/address_list.h"

#include <algorithm>

#include "base/ascii.h"
#include "config/text_file.h"

namespace errwatch {

Result<AddressSet> ReadAddressFile(const std::string& path) {
  const auto content = ReadTextFile(path);
  if (!content) return content.failure();
  AddressSet::Builder listed;
  std::string_view rest = content.value();
  for (int number = 1; !rest.empty(); ++number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::string_view entry = Trim(line.substr(0, line.find('#')));
    if (entry.empty()) continue;
    const Status added = listed.Add(entry);
    if (!added) return Error{path + ":" + std::to_string(number) + ": " + added.error()};
  }
  return std::move(listed).Build();
}

Status AddAddressWord(std::string_view word, std::string_view base, AddressSet& set) {
  if (word.empty() || word.front() != '@') return set.Add(word);
  if (word.size() == 1) return Error{"\"@\" must be followed by the name of a file, as in @conf/allow.txt"};
  const Result<AddressSet> listed = ReadAddressFile(BelowBase(word.substr(1), base));
  if (!listed) return listed.failure();
  set.Merge(listed.value());
  return Ok{};
}

}  // namespace errwatch
