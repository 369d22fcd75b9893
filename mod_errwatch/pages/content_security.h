// What a browser may do with the status page: apply this style sheet, run this script, ask the same server
// for news. Should a client's text ever slip through unescaped, nothing in it runs or is fetched.
#pragma once

#include <string>

namespace errwatch {

// For the header; where the page is a file, and there is none, without what only a header may say.
std::string ContentSecurityPolicy();
std::string ContentSecurityPolicyOfFile();
// Of a file that has the style sheet and no script.
std::string ContentSecurityPolicyOfReport();

}  // namespace errwatch
