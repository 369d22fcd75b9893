#include "cli/scan/input_options.h"

#include <utility>

#include "base/nearest_name.h"
#include "base/quoted.h"
#include "cli/output/terminal.h"

namespace errwatch::cli {
namespace {

std::string NamesKnown() {
  std::string names;
  for (const std::string& name : NamedAccessFormats()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

}  // namespace

Result<InputForm> InputFormOf(const InputOptions& options, const RulesInForce& rules) {
  InputForm form{options.kind};
  if (options.log_format.empty()) return form;
  if (form.kind == InputKind::kLog || form.kind == InputKind::kJsonl)
    return Error{"--log-format is the format of an access log: write --input access, or leave --input out"};
  const std::string& name = options.log_format;
  const std::string configured = rules.configuration.access_logs.Find(name);
  const std::string& text = configured.empty() ? name : configured;
  Result<AccessFormat> format = ParseAccessFormat(text);
  if (!format) {
    const bool is_name = text.find('%') == std::string::npos;
    return Error{"--log-format: " +
                 (is_name ? Quoted(name) + " is no LogFormat of " + rules.path + ", and none of " +
                                NamesKnown() + DidYouMean(name, NamesKnown())
                          : format.error())};
  }
  form.access = std::make_shared<const AccessFormat>(std::move(format).value());
  for (const std::string& item : form.access->doubtful)
    Complain("--log-format: a client may send what ends " + item +
             " early, and so write what stands behind it: put quotation marks around it");
  return form;
}

Result<InputForm> JudgedInputOf(const InputOptions& options, const RulesInForce& rules) {
  Result<InputForm> form = InputFormOf(options, rules);
  if (!form || form.value().access == nullptr) return form;
  const std::string missing = form.value().access->WhyNotJudged();
  if (missing.empty()) return form;
  return Error{"--log-format: " + Quoted(form.value().access->name) + " " + missing};
}

JudgedResponses ResponsesJudgedBy(const ServerSettings& settings) {
  JudgedResponses judged;
  judged.all = false;
  judged.others = settings.inspect.value == Inspect::kAll;
  if (settings.inspect.value != Inspect::kEntries) judged.listed = settings.status_codes.value;
  return judged;
}

}  // namespace errwatch::cli
