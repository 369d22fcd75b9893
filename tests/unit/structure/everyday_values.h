// Values that people type, pages send and browsers add, chosen to look like commands and code: none of them
// is.
#pragma once

#include <string_view>
#include <vector>

namespace errwatch {

inline const std::vector<std::string_view>& EverydayValues() {
  static const std::vector<std::string_view> values = {
      // Sentences with words that are commands.
      "drop in at table 5; cat will follow", "select your union's delegate", "eat; sleep 8 hours",
      "red; white /blue", "the cat; the dog; the mouse", "find me a home; more info below",
      "Rock & roll; less is more", "black & white; cut out along the line", "who; what; where",
      "sort by date; then by name", "touch screen; time to change", "I like tea; make some",
      "mail me; ping me at 5", "kill the lights; find the cat", "head & shoulders", "Tom & Jerry", "AT&T",
      "R&D; sales", "Q&A | help", "Research & find out", "copy & paste", "cut & paste",
      "fish & chips; date: friday", "Marks & Spencer; host city", "time & date", "Times & Schedule",
      "salt & cat food", "net & more", "more | less", "type & test", "move & start; echo chamber",
      "Dungeons & Dragons | set of 7 dice", "last & first name", "This & that; set a date",
      "Hall & Oates; history of", "set up & go", "read & write", "he said; echo of the past",
      "Please wait; start in 5 minutes", "for me & you, if you exist", "if you are defined as such",
      "if not exist yet", "if 5 is greater than 4", "if x == y then what", "if (a == b) return",
      "if at first you don't succeed", "do it; done", "path to enlightenment", "dir en grey", "ver. 2.0",
      "I'd like to know; who's there?", "p's and q's", "rock'n'roll", "'twas; 'tis", "O'Brien",
      "d'Artagnan & friends", "L'Oreal; C'est la vie", "l's and i's", "say \"cheese\"; smile",
      "the \"cat\" (not a dog)", "this is a \"dog\" (not a cat)", "operating system(s)", "include(d)",
      "exec(utive) summary", "chr(ist)mas", "ceiling height(9ft)", "the system (new)", "eval(uation) form",
      "[ACME]: this is, (another) test (foo)bar", "(foo)(bar)", "how to use system() in php",
      "what does eval() do", "why is exec() slow", "use `ls -l` to list files", "run `npm install` first",
      "the `cat` command", "what is `${name}` in javascript", "how do I use os.system() in python",
      "what is __init__ in python", "python __name__ == '__main__'", "what is __proto__ in javascript",
      "difference of prototype and __proto__", "what is <?php", "java.lang.NullPointerException",
      "java.util.List to array", "org.springframework.boot.SpringApplication", "C++ && Java", "C# | F#",
      "a && b || c", "x = (y > 5) ? 1 : 2", "std::vector<int> v;", "foo::bar()", "a->b",
      "int main() { return 0; }", "function() { return 1 }", "() => { return 1 }", "const f = () => {}",
      "List<String>", "Object.prototype.toString", "Array.prototype.map", "re.exec(text)",
      "document.getElementById('x')", "$(document).ready", "$('#id').hide()", "$(this).find('a')",
      "$.ajax({url: x})", "$http.get('/x')", "$t('title')", "console.log(`a ${b}`)",
      "const s = `${a.toFixed(2)}`;", "process.env.PORT undefined", "require('express')",
      "super().__init__()", "self.assertEqual(a, b)", "git commit -m", "npm run build", "ls -la",
      "tar -xzf file", "docker run hello-world", "how to chmod a file", "linux find command", "bash for loop",
      "powershell - how to", "what is cmd", "python vs. ruby", "php 8.2", "awk tutorial",
      "node.js; react; vue", "html;css;bash", "bash;zsh;fish", "perl|python|ruby", "cat|dog", "id|name|title",
      "name;id;title", "fields=name;id;env", "| id | name | date |", "a|b", "1|2|3", "red|green|blue|",
      "cat;dog;mouse", "x;y;z", "en;q=0.5", "first;second;third", "price:asc|name:desc",
      "utm_source|utm_medium", "Home | ID", "My page | Company | PS", "Linux | ls", "How to Pipe | Bash",
      "Sale | Set",
      // Prices, formulas, expressions.
      "$5.99", "US$100(approx)", "$5; $6; $7", "red;$5 each", "a;$3 b;$4 c;$5", "costs $$$", "f(x)=x^2",
      "f(x) = 2*x + 1", "sin(x)*cos(y)", "max(a,b)", "2^10 (binary)", "$((a+b))^2$", "$\\frac{1}{2}$",
      "x_{1}, x_{2}", "\\cat \\id", "{1,2,3}", "{a} & {b}", "5*5", "7*7", "10% off", "100%", "50%-60%",
      "3/4 inch; 5/8 inch", "(1+2)", "@(home)", "[1,2]", "a[b]", "page[1]", "~1 hour", "#1 fan",
      "#set (list)", "rgb(1,2,3)", "translate(10px, 20%)", "url(image.png)", "calc(100% - 10px)",
      "POINT(1 2)", "count(*)",
      // Placeholders and templates that nobody filled in.
      "${name}", "${user.name}", "${server.port:8080}", "$name", "%{name}", "#{name}", "{{name}}",
      "{{ page.title }}", "{{ name | uppercase }}", "{{ 'title' | translate }}", "{{ $t('title') }}",
      "{% include header %}", "{% if user.name %}", "{% endif %}", "{{#each items}}", "<%= title %>",
      "<% end %>", "[[link]]", "[[${name}]]", "@{name}", "*{name}", "{name}", "{0}", "%s", "%d items",
      "%name%", "%PATH%", "$HOME", "{{user}}", "{{ item.price }}", "style={{ width: 10 }}", "<#name>",
      "[php]code[/php]", "<?xml version=\"1.0\"?>", "<?xml-stylesheet href=\"x\"?>", "<!DOCTYPE html>",
      // State of front ends, tokens, cookies.
      "{\"a\":1,\"b\":[1,2],\"c\":{\"d\":\"e\"}}", "{\"id\":5,\"name\":\"cat\"}",
      "{\"query\":\"a|b\",\"sort\":\"id\"}", "[{\"id\":1},{\"id\":2}]",
      "{\"@type\":\"Person\",\"name\":\"x\"}", "{\"@type\":\"https://schema.org/Thing\"}",
      "{\"$type\":\"text\"}", "{\"text\":\"it\\u2019s\"}", "{\"op\":\"&&\",\"args\":[]}",
      "GA1.2.1234567890.1234567890", "GS1.1.1700000000.1.1.1700000000.60.0.0", "_ga=GA1.1.5.6; path=/",
      "fb.1.1700000000.123456", "CP1YvEAP1YvEAAcABBENBxCsAP_AAH_AAAqIHqtf",
      "isGpcEnabled=0&datestamp=Mon+Jan+01&version=202301&groups=C0001%3A1,C0002%3A0",
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2ln", "eyJpZCI6NSwibmFtZSI6ImNhdCJ9",
      "dGVzdA==", "aGVsbG8gd29ybGQ=", "SGVsbG8sIGhvdyBhcmUgeW91Pw==", "/wEPDwUKMTY1NDU2MTA1MmRk",
      "a:2:{s:4:\"user\";i:5;s:4:\"lang\";s:2:\"en\";}", "s%3Aabc.def", "v=1|t=2|c=3", "dc=1;u=2;ord=3",
      "src=1;type=abc;cat=def;ord=1", "1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d", "TzEyMzQ1Njc4OTA",
      "c=1&id=5&ls=2",
      // Headers.
      "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 "
      "Safari/537.36",
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36",
      "Mozilla/5.0 (Linux; Android 13; SH-M08 Build/S1)", "Mozilla/5.0 (Linux; Android 9; LS-5016)",
      "Mozilla/5.0 (Linux; U; Android 9; en-us; ID 4 Build/P)",
      "Mozilla/5.0 (Linux; Android 12; Find X5 Pro)",
      "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
      "Opera/9.80 (Windows NT 6.1; U; de; NC) Presto/2.10", "curl/7.88.1", "Wget/1.21.3",
      "python-requests/2.31.0", "PHP/8.2", "Java/17.0.1", "Go-http-client/2.0",
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html;q=0.9,*;q=0.1",
      "en-US,en;q=0.5", "de;q=0.8, en;q=0.7", "gzip, deflate, br", "no-cache; max-age=0",
      "attachment; filename=\"a.txt\"", "form-data; name=\"id\"", "application/json; charset=utf-8",
      "multipart/form-data; boundary=----x", "for=192.0.2.60;proto=http;by=203.0.113.43",
      "timeout=5, max=100", "bytes=0-1023", "\"33a64df5\"", "W/\"0815\"",
      "Basic dXNlcjpwYXNzd29yZA==", "https://www.example.org/a?b=c&d=e",
      "https://www.google.com/search?q=cat+%26+dog&id=5", "https://example.org/x;jsessionid=ABC123",
      "http://example.org/?a=1;b=2", "https://example.org/bin?x=1",
      "https://www.google.com/url?q=https://example.com/path/#:~:text=Inoltre",
      "android-app://com.google.android.gm/",
      // Paths, names of files, patterns.
      "/usr/local/share/doc", "/bin", "/etc/nginx/*.conf", "/var/log/*.log", "/src/**/*.ts", "/api/*/users",
      "C:\\Users\\me\\cat.txt", "C:\\Program Files (x86)\\Java", "\\\\server\\share", "docs\\id",
      "..\\images\\cat.png", "report (1).pdf", "cat & dog.jpg", "photo;1.jpg", "a|b.txt", "it's.txt",
      "100% cotton.jpg", "C++ notes.md", "__init__.py", "foo__bar", "index.php", "/search?q=", "/?\?\?",
      "*.php", "?", "/a/b;v=1/c", "^(cat|ls|id)$", "^[a-z]{1,5}$", "/[a-z]{1,5}/", "\\bcat\\b", "\\d+\\s\\w",
      "(?:a|b)+", "[^;]+;", ".*\\.php$", "user/i\\d", "a{2,3}", "div[data-value=\"test\"]", ".a > .b",
      "#id .class", "md:w-1/2 lg:w-1/3", "btn btn-primary; mt-2", "start-up", "get-started",
      "new-york | new-jersey", "set-top box", "get-well card", "Re: [list] R&D; status",
      "Fwd: Your order #5 (50% off)", "AW: Termin; Ort", "**bold** | `code`", "- [ ] todo; done", "> quote",
      "[text](http://example.org)", "# Heading", "`sort`ed list", "M\xc3\xbcller & S\xc3\xb6hne; K\xc3\xb6ln",
      "\xe6\x9d\xb1\xe4\xba\xac; \xe5\xa4\xa7\xe9\x98\xaa", "Jos\xc3\xa9 | Mar\xc3\xad\x61",
      "caf\xc3\xa9 & cr\xc3\xa8me", "me@example.org; you@example.org", "\"Doe, John\" <john@example.org>; x",
      "2024-01-02T03:04:05Z", "12:30; 14:00", "+49 (30) 123-456", "(555) 123-4567; ext 5",
      "48\xc2\xb0\x38'N; 11\xc2\xb0\x34'E", "size:10;color:red", "color: red; cursor: move",
      "width:100%;top:0;left:0", "Yes!! really", "wow!! [link]", "Hello!!python", "Happy New Year!! (2024)",
      "Tzatziki", "Qzar", "YTmusic", "rO0", "AAEAAA", "gASoline", "BAhamas", "H4", "O:K", "o:5", "C:7:5",
      "a;;b", ";)", ":-) ; :-(", "&c.", "&", "|", ";", "$", "`", "{", "}", "^", "%", "%%", "()"};
  return values;
}

}  // namespace errwatch
