// What an error-log entry is evidence of. One list; the enum, the names, the costs, the MITRE ATT&CK
// techniques, the ECS categories and the texts for operators all come from it.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>

namespace errwatch {

// identifier, name, default cost, ATT&CK technique, ECS event.category, text.
// The order is the rank: of two rules that cost the same, the category further up names the entry
// (an attack that was recognised says more than the refusal that it met).
// The numbers are stored in shared memory:
// add at the end of the unranked tail only together with a new layout version.
// clang-format off
#define ERRWATCH_CATEGORIES(X)                                                                                       \
  X(kSqlInjection, "sql_injection", 5, "T1190", "intrusion_detection", "SQL injection")                              \
  X(kXss, "xss", 4, "T1059.007", "intrusion_detection", "cross-site scripting")                                      \
  X(kCodeInjection, "code_injection", 5, "T1059", "intrusion_detection", "command or code injection")                \
  X(kPathTraversal, "path_traversal", 5, "T1083", "intrusion_detection", "path traversal or file inclusion")         \
  X(kMalwareUpload, "malware_upload", 5, "T1505.003", "malware", "web shell or malicious upload")                    \
  X(kInfoLeak, "info_leak", 0, "T1552.001", "vulnerability", "leaked file, configuration or error text")             \
  X(kBotProxy, "bot_proxy", 3, "T1090", "network", "proxy abuse or unwanted bot")                                    \
  X(kBadMethod, "bad_method", 3, "T1595.002", "web", "illegal request method")                                       \
  X(kBadRequest, "bad_request", 2, "T1595.002", "web", "malformed request")                                          \
  X(kAuthFailure, "auth_failure", 1, "T1110", "authentication", "failed authentication")                             \
  X(kResourceExhaustion, "resource_exhaustion", 3, "T1499", "network", "denial of service or exhausted resource")    \
  X(kWafAlert, "waf_alert", 3, "T1190", "intrusion_detection", "alert of a web application firewall")                \
  X(kVulnScan, "vuln_scan", 1, "T1595.003", "web", "vulnerability scan")                                             \
  X(kUnauthorizedAccess, "unauthorized_access", 2, "T1190", "web", "access denied by configuration")                 \
  X(kTlsError, "tls_error", 1, "T1573", "network", "TLS failure")                                                    \
  X(kServerFault, "server_fault", 0, "T1499.004", "host", "fault of the server or of an application")                \
  X(kAnomaly, "anomaly", 1, "T1595", "web", "unusual behaviour")
// clang-format on

enum class Category : uint8_t {
#define ERRWATCH_CATEGORY_ENUM(id, ...) id,
  ERRWATCH_CATEGORIES(ERRWATCH_CATEGORY_ENUM)
#undef ERRWATCH_CATEGORY_ENUM
      kBenign,  // evidence of nothing: never counted
};

// Categories that can be counted: every one but kBenign.
inline constexpr uint8_t kCategoryCount = static_cast<uint8_t>(Category::kBenign);

struct CategoryInfo {
  std::string_view name;          // "sql_injection"
  uint16_t default_cost;          // units poured by a rule that names no cost
  std::string_view technique;     // MITRE ATT&CK id
  std::string_view ecs_category;  // ECS event.category
  std::string_view text;          // for pages and reports
};

// Accepts kBenign and, for values read from shared memory, any byte (unknown ones are shown as benign).
const CategoryInfo& Info(Category category);
inline std::string_view CategoryName(Category category) { return Info(category).name; }

// Exact name ("benign" included); empty when unknown.
std::optional<Category> ParseCategory(std::string_view name);

// All names, comma separated: for error messages.
std::string_view CategoryNames();

// A set of countable categories as bits.
class CategorySet {
 public:
  constexpr CategorySet() = default;
  constexpr explicit CategorySet(uint32_t bits) : bits_(bits) {}
  constexpr bool Has(Category c) const { return (bits_ >> static_cast<uint8_t>(c)) & 1U; }
  constexpr void Add(Category c) { bits_ |= 1U << static_cast<uint8_t>(c); }
  constexpr void Remove(Category c) { bits_ &= ~(1U << static_cast<uint8_t>(c)); }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr int size() const { return std::popcount(bits_); }
  constexpr uint32_t bits() const { return bits_; }
  constexpr bool operator==(const CategorySet&) const = default;

 private:
  uint32_t bits_ = 0;
};

}  // namespace errwatch
