#include "config/address_list.h"

#include "base/ascii.h"
#include "config/text_file.h"

namespace errwatch {

Result<AddressSet> ReadAddressFile(const std::string& path) {
  const auto content = ReadListFile(path);
  if (!content) return content.failure();
  AddressSet::Builder listed;
  const Status read = ForEachTextLine(content.value(), path, [&](std::string_view line, int) -> Status {
    const std::string_view entry = Trim(line.substr(0, line.find('#')));
    if (entry.empty()) return Ok{};
    return listed.Add(entry);
  });
  if (!read) return read.failure();
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
