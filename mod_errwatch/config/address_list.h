// Addresses as directives name them: one by one, or by a file that lists them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/address_set.h"

namespace errwatch {

// The addresses of a file, one address or range a line; '#' begins a comment. The error names file and line.
Result<AddressSet> ReadAddressFile(const std::string& path);

// Adds one address, range or "@path", which reads a file. A relative path is taken below `base`.
Status AddAddressWord(std::string_view word, std::string_view base, AddressSet& set);

}  // namespace errwatch
