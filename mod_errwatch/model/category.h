// What an error-log entry is evidence of. One list; the enum, the numbers in shared memory, the names, the
// costs and limits, whose fault it is, the MITRE ATT&CK techniques, the ECS categories and the texts for
// operators all come from it.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>

namespace errwatch {

// Whose fault an entry of a category is. The order counts: each kind is watched at least as closely as the
// one before it (store/accounting.h says with what consequences).
enum class Fault : uint8_t {
  kClient,   // the client's, however many others do the same
  kClients,  // the client's, and many at once are an incident: passwords are guessed from many addresses
  kEither,   // when many clients cause the same entry at once, as likely the server's: not charged then
  kServer,   // the server's, whoever causes it; as kEither where a rule charges it to a client all the same
};

// What of a category that a client has shown before counts again within the window of model/known_targets.h.
enum class Repeats : uint8_t {
  kCount,        // load: each one does
  kCredentials,  // failed log-ins: each one does, but for the very same credentials, and less of an unknown name
  kSameTarget,  // recognised attacks: the very same request does not, nor does another of its kind replace it
  kSameShape,  // questions that a server answers with a refusal: only breadth tells a scan from a broken page
};

inline constexpr uint32_t kNoLimit = 0;  // for both columns of a limit

// identifier; number; name; default cost; default limit: units, minutes (kNoLimit, kNoLimit: none); fault;
// repeats; ATT&CK technique; ECS event.category; text.
//
// The place in the list is the rank and the order of display: of two rules that cost the same, the category
// further up names the entry (an attack that was recognised says more than the refusal that it met). A new
// category goes where its rank is.
// The number stands in shared memory for the category, and never changes: a new category gets the next free
// one (below kNumbers), one that is given up takes its number with it. 17 is kBenign's.
// clang-format off
#define ERRWATCH_CATEGORIES(X)                                                                                                                            \
  X(kSqlInjection,        0,  "sql_injection",       5, 10, 10, kClient,  kSameTarget,  "T1190",     "intrusion_detection", "SQL injection")                            \
  X(kXss,                 1,  "xss",                 4, 12, 10, kClient,  kSameTarget,  "T1059.007", "intrusion_detection", "cross-site scripting")                     \
  X(kCodeInjection,       2,  "code_injection",      5, 10, 10, kClient,  kSameTarget,  "T1059",     "intrusion_detection", "command or code injection")                \
  X(kPathTraversal,       3,  "path_traversal",      5, 10, 10, kClient,  kSameTarget,  "T1083",     "intrusion_detection", "path traversal or file inclusion")         \
  X(kMalwareUpload,       4,  "malware_upload",      5, 10, 10, kClient,  kSameTarget,  "T1505.003", "malware",             "web shell or malicious upload")            \
  X(kInfoLeak,            5,  "info_leak",           0, 10, 10, kServer,  kSameShape,   "T1552.001", "vulnerability",       "leaked file, configuration or error text") \
  X(kBotProxy,            6,  "bot_proxy",           3, 10, 10, kClient,  kSameShape,   "T1090",     "network",             "proxy abuse or unwanted bot")              \
  X(kBadMethod,           7,  "bad_method",          3, 12, 10, kClient,  kSameShape,   "T1595.002", "web",                 "illegal request method")                   \
  X(kBadRequest,          8,  "bad_request",         2, 20, 10, kEither,  kSameShape,   "T1595.002", "web",                 "malformed request")                        \
  X(kAuthFailure,         9,  "auth_failure",        1, 8,  10, kClients, kCredentials, "T1110",     "authentication",      "failed authentication")                    \
  X(kResourceExhaustion,  10, "resource_exhaustion", 3, 30, 5,  kEither,  kCount,       "T1499",     "network",             "denial of service or exhausted resource")  \
  X(kWafAlert,            11, "waf_alert",           3, 15, 10, kClient,  kSameShape,   "T1190",     "intrusion_detection", "alert of a web application firewall")      \
  X(kVulnScan,            12, "vuln_scan",           1, 20, 2,  kEither,  kSameShape,   "T1595.003", "web",                 "vulnerability scan")                       \
  X(kUnauthorizedAccess,  13, "unauthorized_access", 2, 20, 5,  kEither,  kSameShape,   "T1190",     "web",                 "access denied by configuration")           \
  X(kTlsError,            14, "tls_error",           1, 30, 5,  kEither,  kSameShape,   "T1573",     "network",             "TLS failure")                              \
  X(kServerFault,         15, "server_fault",        0, 30, 1,  kServer,  kSameShape,   "T1499.004", "host",                "fault of the server or of an application") \
  X(kAnomaly,             16, "anomaly",             1, 20, 10, kEither,  kSameShape,   "T1595",     "web",                 "unusual behaviour")
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
  uint8_t number;         // in shared memory
  std::string_view name;  // "sql_injection"
  uint16_t default_cost;  // units poured by a rule that names no cost
  uint32_t limit_units;   // of the default limit
  uint32_t limit_minutes;
  Fault fault;
  Repeats repeats;
  std::string_view technique;     // MITRE ATT&CK id
  std::string_view ecs_category;  // ECS event.category
  std::string_view text;          // for pages and reports
};

inline constexpr std::array<CategoryInfo, kCategoryCount + 1> kCategoryTable = {{
#define ERRWATCH_CATEGORY_ROW(id, number, name, cost, units, minutes, fault, repeats, technique, ecs, text) \
  {number, name, cost, units, minutes, Fault::fault, Repeats::repeats, technique, ecs, text},
    ERRWATCH_CATEGORIES(ERRWATCH_CATEGORY_ROW)
#undef ERRWATCH_CATEGORY_ROW
        {17, "benign", 0, kNoLimit, kNoLimit, Fault::kClient, Repeats::kSameShape, "", "web",
         "nothing suspicious"},
}};

// Accepts kBenign and any other byte (unknown ones are shown as benign).
constexpr const CategoryInfo& Info(Category category) {
  const auto index = static_cast<uint8_t>(category);
  return kCategoryTable[index < kCategoryTable.size() ? index : kCategoryCount];
}
// Where many clients with the same entry may mean that the server is at fault.
constexpr bool MayBeTheServer(Category category) { return Info(category).fault >= Fault::kEither; }
constexpr bool IsAboutServer(Category category) { return Info(category).fault == Fault::kServer; }
// Where many clients with the same entry are worth an incident.
constexpr bool IsWatched(Category category) { return Info(category).fault >= Fault::kClients; }
// Where a request that was answered with 2xx may have got what it was after: recognised attacks, and what is
// nobody's business. A scan's 2xx is an ordinary page, that of a log-in form a refusal.
constexpr bool SucceedsByAnswer(Category category) {
  return Info(category).repeats == Repeats::kSameTarget || category == Category::kInfoLeak;
}
constexpr std::string_view CategoryName(Category category) { return Info(category).name; }

// Numbers are smaller than this: bucket_tag.h has no room for more.
inline constexpr uint8_t kNumbers = 27;

// By number; kBenign for numbers that no category has.
inline constexpr auto kCategoryByNumber = [] {
  std::array<Category, 256> categories{};
  categories.fill(Category::kBenign);
  for (uint8_t i = 0; i < kCategoryCount; ++i)
    categories[kCategoryTable[i].number] = static_cast<Category>(i);
  return categories;
}();

// How many numbers a table needs that has a place for each countable category.
inline constexpr uint8_t kNumberedPlaces = [] {
  uint8_t places = 0;
  for (uint8_t i = 0; i < kCategoryCount; ++i)
    if (kCategoryTable[i].number >= places) places = static_cast<uint8_t>(kCategoryTable[i].number + 1);
  return places;
}();

static_assert(
    [] {
      for (uint8_t i = 0; i <= kCategoryCount; ++i) {
        const uint8_t number = kCategoryTable[i].number;
        if (number >= kNumbers || kCategoryByNumber[number] != static_cast<Category>(i)) return false;
      }
      return true;
    }(),
    "two categories have one number, or a number is too large");
static_assert(
    [] {
      for (const CategoryInfo& info : kCategoryTable)
        if ((info.limit_units == kNoLimit) != (info.limit_minutes == kNoLimit)) return false;
      return true;
    }(),
    "a category has half a limit");

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
