// What commands that change something say.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/output/exit_code.h"
#include "cli/server/handled_client.h"

namespace errwatch::cli {

// The names are those of the list of clients (pages/render_json.cc).
nlohmann::ordered_json JsonOfHandled(const HandledClient& client);

void PrintJson(const nlohmann::ordered_json& json);

// Says on standard error why nothing was done; the exit status.
int Refuse(ExitCode code, const std::string& text);

}  // namespace errwatch::cli
