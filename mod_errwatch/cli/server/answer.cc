#include "cli/server/answer.h"

#include "cli/output/terminal.h"
#include "cli/server/status.h"

namespace errwatch::cli {

nlohmann::ordered_json JsonOfHandled(const HandledClient& client) {
  nlohmann::ordered_json object = {{"address", client.address.ToString()}, {"scope", client.scope}};
  if (client.range_bits != 0) object["range_bits"] = client.range_bits;
  return object;
}

void PrintJson(const nlohmann::ordered_json& json) {
  PrintText(json.dump(2, ' ', true, nlohmann::json::error_handler_t::replace));
}

int Refuse(ExitCode code, const std::string& text) {
  Complain(text);
  return code;
}

}  // namespace errwatch::cli
