// What an attack of a category points to, and what to do about it: one row a category, for people.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "model/category.h"

namespace errwatch::cli {

struct Advice {
  Category category;
  std::string_view weakness;     // what such an attack looks for
  std::string_view close;        // how to close it
  std::string_view contain;      // at once
  std::string_view investigate;  // whether it succeeded
  std::string_view fix;          // where it did
  std::string_view tell;         // whom, where it did
  std::string_view prevent;      // the next one
};

// clang-format off
inline constexpr auto kAdvice = std::to_array<Advice>({
    {Category::kSqlInjection,
     "An application puts what a request says into SQL.",
     "Bind parameters in every query of the pages named here; never join strings into SQL.",
     "Block the clients (errwatch block ADDRESS --for 7d) and take the page off the net if it answered with a success.",
     "Look for these requests in the database's own log; compare answers that are larger than usual; look for new accounts and changed rights in the database.",
     "Correct the query, change the database's passwords, and restore what was changed from before the first entry.",
     "The owner of the data; if personal data may have been read, the data protection officer at once, for laws set a time (72 hours in the EU).",
     "Give the application a database account that may do no more than it needs."},
    {Category::kXss,
     "A page shows what a request says without escaping it.",
     "Escape by context where the page is written, and send a Content-Security-Policy without unsafe-inline.",
     "Remove stored texts that hold the payload; end the sessions of whoever saw them.",
     "Search the database and templates for the payload; see who opened the page since, and what their accounts did.",
     "Correct the page, and make everybody who saw it log in again.",
     "Users whose sessions may have been taken; the authors of the application.",
     "Cookies with HttpOnly and SameSite; a template engine that escapes by default."},
    {Category::kCodeInjection,
     "An application, a library or a CGI hands what a request says to a shell or an interpreter.",
     "Update the software that is named in the path; call programs by argument lists, never by a shell.",
     "If it was answered with a success, take the machine off the net now, and keep its memory and disks as they are.",
     "Look for processes, cron jobs, keys and connections of the web server's user; for files it wrote (--docroot); for outgoing connections since the first entry.",
     "Install the machine anew from a known state; update; change every password and key that was on it.",
     "Whoever answers for security, at once; the data protection officer if the machine holds personal data.",
     "Run the server without the right to write its own files and without outgoing connections."},
    {Category::kPathTraversal,
     "An application or an alias opens files by a name that a request gives.",
     "Resolve the name and refuse what leaves the directory; update httpd and the application.",
     "Block the clients; close the page that answered with a success.",
     "See which files the answers hold (their sizes tell): passwords, keys, configuration, sources.",
     "Change every secret that is in a file which was read.",
     "Owners of the secrets; the data protection officer if files with personal data were read.",
     "Keep secrets outside of what the server's user may read; Require all denied above the document root."},
    {Category::kMalwareUpload,
     "Somebody can leave a script where the server runs it, or one is there already.",
     "Store uploads outside of the document root, under names of your own; run nothing there (php_admin_flag engine off, no ExecCGI).",
     "Move the file away without deleting it, block the clients, and stop the site if the file was answered with a success.",
     "Look at files that changed since the first entry (--docroot), at what else the web server's user wrote, and at requests for these files.",
     "Restore the site from before the first entry; update it; change all its passwords and keys.",
     "Whoever answers for security, at once; the hosting provider; the data protection officer if data was within reach.",
     "Accept known types only, check content as well as names, and take the right to write from the server's user."},
    {Category::kInfoLeak,
     "Files that are nobody's business lie below the document root, or error texts tell of the inside.",
     "Remove backups, dumps, .git, .env and the like from the document root; Require all denied for what must stay; display_errors off.",
     "Deny the files that were answered with a success.",
     "See what these files hold, and who else asked for them before.",
     "Change every password and key that is in them.",
     "Owners of the secrets; the data protection officer if personal data was in them.",
     "Deploy only what is to be served; search each deployment for such names."},
    {Category::kBotProxy,
     "Somebody looks for a server that forwards requests to others, or an unwanted bot reads the site.",
     "ProxyRequests Off; an explicit list of backends; RewriteRules with [P] that take no host from the request.",
     "Block the clients; switch mod_proxy off if requests for others were answered with a success.",
     "Look for requests for other hosts with a success, and for where the server connected to.",
     "Correct the proxy's configuration; ask to be removed from lists of open proxies.",
     "Owners of the machines that were reached through it.",
     "Load mod_proxy only where it is needed."},
    {Category::kBadMethod,
     "Somebody looks for methods that write files or tell of the server: PUT, DELETE, TRACE, DEBUG.",
     "Allow the methods that the site uses (Require method, AllowMethods); TraceEnable Off; WebDAV only behind a log-in.",
     "Block the clients; switch WebDAV off if a method that writes was answered with a success.",
     "Look for files that such a method wrote (--docroot).",
     "Remove them, and close the method.",
     "Nobody, unless something was written.",
     "Write down which methods the site needs, and allow no others."},
    {Category::kBadRequest,
     "Somebody sends what is no HTTP, to find a proxy and a server that read it differently (request smuggling), or a faulty one.",
     "Update httpd and every proxy in front of it; HttpProtocolOptions Strict.",
     "Block the clients.",
     "See whether a proxy in front saw other requests than httpd did at that time.",
     "Update; make proxy and server agree on what a request is.",
     "Whoever runs the proxy in front.",
     "Keep one kind of server behind one kind of proxy, both up to date."},
    {Category::kAuthFailure,
     "Passwords can be guessed: from one address by many tries, from many by a few each.",
     "A second factor; limits of tries per account; no names that everybody knows (admin, test).",
     "Lock the accounts that were tried and those that were logged in to after failures; end their sessions.",
     "Ask the owners whether a log-in after failures was theirs; see what the account did since.",
     "Change the passwords of accounts that were taken over; undo what was done.",
     "Owners of the accounts; the data protection officer if somebody else was logged in.",
     "Long passwords that are checked against lists of known ones; log-ins for administrators from known networks only."},
    {Category::kResourceExhaustion,
     "Few requests keep the server busy: slow connections, costly pages, many at once.",
     "mod_reqtimeout; limits of body, fields and ranges; a cache in front of costly pages.",
     "Block the clients, ask the provider to filter where the line itself is full.",
     "See whether it hid something else at the same time, and which page cost most.",
     "Make the costly page cheap or put it behind a log-in.",
     "Users, that the site was slow; the provider.",
     "Watch load and free workers; know whom to call before it happens."},
    {Category::kWafAlert,
     "A web application firewall saw an attack; it may have let it pass (DetectionOnly).",
     "Read the alert's own id and message: it names the parameter.",
     "Block the clients; set the firewall to block if it only watches.",
     "See in its audit log what was sent and what was answered.",
     "Correct the application where the attack fits it.",
     "The authors of the application.",
     "Keep its rules up to date, and look at what it reports each week."},
    {Category::kVulnScan,
     "Somebody asks for known holes of software, whether it is here or not.",
     "Update what is here; remove what is not needed; close administration to known networks.",
     "Block the clients. A scan by itself did no harm.",
     "See which of its requests were answered with a success: these are what it found.",
     "Close what it found before somebody else comes back for it.",
     "Nobody, unless it found something.",
     "Scan your own servers from outside, as they do."},
    {Category::kUnauthorizedAccess,
     "Somebody asks for what the configuration denies, to find what it forgot.",
     "Deny by default, allow what is public.",
     "Block the clients.",
     "See which paths beside the denied ones were answered with a success.",
     "Close what should have been denied.",
     "Nobody, unless something was open.",
     "Keep what is private on another name, behind a log-in."},
    {Category::kTlsError,
     "Somebody tries old protocols and certificates, or software here is older than its clients.",
     "TLS 1.2 and 1.3 only; a certificate with its whole chain.",
     "Block the clients if they come often.",
     "See whether visitors have trouble, too: then it is the configuration.",
     "Correct the configuration, renew the certificate.",
     "Nobody, unless a key may be known to others: then whoever issued the certificate.",
     "Renew certificates by a program, and test with an outside check."},
    {Category::kServerFault,
     "The server or an application fails; attacks on it may be why.",
     "Read the message: it names the module or the script.",
     "Restart what hangs; take away the request that brings it down.",
     "See which requests came just before, from whom.",
     "Update or correct what fails.",
     "The authors of the application.",
     "Watch the error log for faults, and keep core dumps of crashes."},
    {Category::kAnomaly,
     "Something unusual that is no known attack.",
     "Nothing by itself; look at what it was.",
     "Wait, or block the clients if it goes on.",
     "Look at the entries, and what else the clients did.",
     "What the entries show.",
     "Nobody yet.",
     "Write a rule of your own for what turns out to be hostile (ErrWatchRule)."},
});
// clang-format on

static_assert(kAdvice.size() == kCategoryCount, "a category has no advice, or one that is gone has");
static_assert(
    [] {
      for (std::size_t i = 0; i < kAdvice.size(); ++i) {
        const Advice& row = kAdvice[i];
        if (row.category != static_cast<Category>(i)) return false;
        for (const std::string_view text :
             {row.weakness, row.close, row.contain, row.investigate, row.fix, row.tell, row.prevent})
          if (text.empty()) return false;
      }
      return true;
    }(),
    "advice is not in the order of the categories, or lacks a text");

// REQUIRES: not kBenign.
constexpr const Advice& AdviceFor(Category category) { return kAdvice[static_cast<std::size_t>(category)]; }

}  // namespace errwatch::cli
