// The lines of a configuration that list addresses: whoever asks why one is not blocked is told where.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/directive.h"
#include "model/address_set.h"

namespace errwatch {

// A line that lists addresses, wherever it stands.
struct AddressLine {
  std::string directive;  // ErrWatchAllow, ErrWatchTrustedProxy, RemoteIPInternalProxy...
  std::string origin;     // "file:line"
  AddressSet addresses;
};

// Of one that could be read; nothing where the directive lists none.
void AddAddressLine(const DirectiveInfo& directive, std::string_view arguments, const std::string& origin,
                    const std::string& server_root, std::vector<AddressLine>& lines);

// ... of mod_remoteip: whose word it takes for who the client is. Names of hosts are passed over.
void AddProxyLine(std::string_view directive, std::string_view arguments, const std::string& origin,
                  const std::string& server_root, std::vector<AddressLine>& lines);

}  // namespace errwatch
