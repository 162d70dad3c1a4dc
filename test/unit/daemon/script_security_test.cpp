#include "daemon/script_security.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "daemon/command_book.hpp"
#include "daemon/command_survey.hpp"

using namespace sempervivum;
using namespace daemon;

namespace {

constexpr mode_t directory_mode = S_IFDIR | 0755;
constexpr mode_t program_mode = S_IFREG | 0755;

constexpr UserFacts root{0, 0};
constexpr UserFacts nobody{65534, 65534};

/// A machine that exists only here. Links are given by what they resolve to.
class FakeSystem final : public SystemView {
 public:
  std::map<std::string, FileFacts> files{
      {"/", {0, 0, directory_mode}},           {"/usr", {0, 0, directory_mode}}, {"/usr/bin", {0, 0, directory_mode}},
      {"/usr/bin/true", {0, 0, program_mode}}, {"/opt", {0, 0, directory_mode}}, {"/opt/check", {0, 0, program_mode}},
  };
  std::map<std::string, std::string> links{{"/bin/true", "/usr/bin/true"}};
  /// One link at a time.
  std::map<std::string, std::string> targets;
  std::map<std::string, UserFacts> users{{"root", root}, {"nobody", nobody}};
  std::map<std::string, gid_t> groups{{"staff", 50}};
  UserFacts own = root;

  std::optional<FileFacts> facts(const std::string &path) const override {
    const auto found = files.find(path);
    return found != files.end() ? std::optional{found->second} : std::nullopt;
  }
  base::Expected<std::string, int> real_path(const std::string &path) const override {
    const auto link = links.find(path);
    if (link != links.end()) return link->second;
    if (!files.contains(path)) return base::unexpected(int{ENOENT});
    return path;
  }
  std::optional<std::string> link_target(const std::string &path) const override {
    const auto target = targets.find(path);
    return target != targets.end() ? std::optional{target->second} : std::nullopt;
  }
  std::optional<UserFacts> user(const std::string &name) const override {
    const auto found = users.find(name);
    return found != users.end() ? std::optional{found->second} : std::nullopt;
  }
  std::optional<gid_t> group(const std::string &name) const override {
    const auto found = groups.find(name);
    return found != groups.end() ? std::optional{found->second} : std::nullopt;
  }
  std::vector<std::string> search_path() const override { return {"/opt/empty", "/bin", "/usr/bin"}; }
  UserFacts self() const override { return own; }
};

parser::Command command(std::vector<std::string> argv) { return {.argv = std::move(argv), .run_as = {}, .span = {}}; }

parser::Identity identity(std::string user, std::optional<std::string> group = {}) {
  return {std::move(user), std::move(group)};
}

struct Case {
  FakeSystem system;
  parser::GlobalDefs global;

  Case() { global.script_user = identity("root"); }

  CheckedScript check(const std::string &word) { return ScriptSecurity{system, global}.check(command({word}), {}); }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a safe program runs from its resolved path under the name it was given") {
  Case test;
  const auto checked = ScriptSecurity{test.system, test.global}.check(command({"/bin/true", "-x"}), {});
  CHECK(checked.problem == ScriptProblem::none);
  CHECK(checked.lines.empty());
  CHECK(checked.command == base::Command{"/usr/bin/true", {"/bin/true", "-x"}, 0, 0});
}

TEST_CASE("a name without a slash is looked for in the path") {
  Case test;
  const auto checked = test.check("true");
  REQUIRE(checked.command);
  CHECK(checked.command->path == "/usr/bin/true");
  CHECK(checked.lines ==
        Lines{"WARNING - script `true` resolved by path search to `/usr/bin/true`. Please specify full path."});
  CHECK(test.check("nope").problem == ScriptProblem::not_found);
  CHECK(test.check("nope").lines == Lines{"Cannot find script nope in path - disabling"});
}

TEST_CASE("with use_symlink_paths a link is run as it is, if every link on the way is safe") {
  Case test;
  constexpr mode_t link_mode = S_IFLNK | 0777;
  test.global.use_symlink_paths = true;
  test.global.enable_script_security = true;
  test.system.links["/opt/run"] = "/opt/check";
  test.system.files["/opt/run"] = {0, 0, link_mode};
  test.system.targets["/opt/run"] = "check";
  REQUIRE(test.check("/opt/run").command);
  CHECK(test.check("/opt/run").command->path == "/opt/run");
  test.system.targets["/opt/run"] = "/home/check";
  test.system.files["/home"] = {1000, 1000, directory_mode};
  test.system.files["/home/check"] = {0, 0, link_mode};
  test.system.targets["/home/check"] = "/opt/check";
  CHECK(test.check("/opt/run").problem == ScriptProblem::insecure);
  CHECK(test.check("/opt/run").reason == "/home belongs to uid 1000, not to root");
  test.global.use_symlink_paths = false;
  REQUIRE(test.check("/opt/run").command);
  CHECK(test.check("/opt/run").command->path == "/opt/check");
}

TEST_CASE("what does not exist, or cannot be reached by its user, is disabled") {
  Case test;
  CHECK(test.check("/opt/nothing").lines ==
        Lines{"Script /opt/nothing cannot be accessed - No such file or directory"});
  test.global.script_user = identity("nobody");
  test.system.files["/opt"].mode = S_IFDIR | 0700;
  const auto checked = test.check("/opt/check");
  CHECK(checked.problem == ScriptProblem::not_found);
  CHECK(checked.lines == Lines{"Script /opt/check cannot be accessed - Permission denied"});
}

TEST_CASE("what is not executable for its user is disabled") {
  Case test;
  test.system.files["/opt/check"].mode = S_IFREG | 0644;
  CHECK(test.check("/opt/check").problem == ScriptProblem::not_executable);
  CHECK(test.check("/opt").problem == ScriptProblem::not_executable);
  test.system.files["/opt/check"].mode = S_IFREG | 0744;
  CHECK(test.check("/opt/check").command);
  test.global.script_user = identity("nobody");
  CHECK(test.check("/opt/check").lines ==
        Lines{"WARNING - script '/opt/check' is not executable for uid:gid 65534:65534 - disabling."});
}

TEST_CASE("the component and the bit that make a root script unsafe are named") {
  struct Weakness {
    std::string path;
    FileFacts facts;
    std::string reason;
  };
  const std::vector<Weakness> weaknesses{
      {"/opt/check", {0, 0, S_IFREG | 0777}, "/opt/check is writable by everybody (o+w)"},
      {"/opt/check", {0, 50, S_IFREG | 0775}, "/opt/check is writable by group 50 (g+w)"},
      {"/opt/check", {1000, 0, S_IFREG | 0755}, "/opt/check belongs to uid 1000, not to root"},
      {"/opt", {0, 0, S_IFDIR | 0757}, "/opt is writable by everybody (o+w)"},
      {"/opt", {1000, 0, S_IFDIR | 01755}, "/opt belongs to uid 1000, not to root"},
      {"/", {0, 50, S_IFDIR | 0775}, "/ is writable by group 50 (g+w)"},
      {"/opt/check", {0, 0, S_IFREG | 0775}, ""},  // root's own group may write
      {"/opt", {0, 0, S_IFDIR | 01777}, ""},       // sticky directories are exempt
      {"/opt", {0, 50, S_IFDIR | S_ISVTX | 0775}, ""},
  };
  for (const auto &weakness : weaknesses) {
    Case test;
    test.system.files[weakness.path] = weakness.facts;
    CAPTURE(weakness.path, weakness.reason);
    CHECK(unsafe_component(test.system, "/opt/check") == weakness.reason);
  }
}

TEST_CASE("an unsafe script is disabled only under enable_script_security") {
  Case test;
  test.system.files["/opt/check"].mode = S_IFREG | 0777;
  auto checked = test.check("/opt/check");
  CHECK(checked.problem == ScriptProblem::insecure);
  CHECK(checked.command);
  CHECK(checked.lines == Lines{"Unsafe permissions found for script '/opt/check'.",
                               "Script '/opt/check': /opt/check is writable by everybody (o+w)"});
  test.global.enable_script_security = true;
  checked = test.check("/opt/check");
  CHECK_FALSE(checked.command);
  CHECK(checked.lines.front() == "Unsafe permissions found for script '/opt/check' - disabling.");
}

TEST_CASE("only what would run as root has to be safe") {
  Case test;
  test.system.files["/opt/check"].mode = S_IFREG | 0777;
  test.global.script_user = identity("nobody");
  CHECK(test.check("/opt/check").problem == ScriptProblem::none);
  test.system.files["/opt/check"].mode = S_IFREG | S_ISUID | 0777;
  CHECK(test.check("/opt/check").problem == ScriptProblem::insecure);
  test.system.files["/opt/check"].mode = S_IFREG | 0777;
  test.system.groups["wheel"] = 0;
  test.global.script_user = identity("nobody", "wheel");
  CHECK(test.check("/opt/check").problem == ScriptProblem::insecure);
}

TEST_CASE("the user comes from the command, the script, script_user, keepalived_script or ourselves, in this order") {
  Case test;
  test.system.users["a"] = {1, 11};
  test.system.users["b"] = {2, 22};
  test.system.users["c"] = {3, 33};
  test.global.script_user = identity("c");
  auto with_user = command({"/opt/check"});
  with_user.run_as = identity("a", "staff");
  const auto check = [&](const parser::Command &what, const std::optional<parser::Identity> &user) {
    const auto checked = ScriptSecurity{test.system, test.global}.check(what, user);
    REQUIRE(checked.command);
    return UserFacts{checked.command->user, checked.command->group};
  };
  CHECK(check(with_user, identity("b")) == UserFacts{1, 50});
  CHECK(check(command({"/opt/check"}), identity("b")) == UserFacts{2, 22});
  CHECK(check(command({"/opt/check"}), {}) == UserFacts{3, 33});
  test.global.script_user.reset();
  CHECK(check(command({"/opt/check"}), {}) == root);
  test.system.users["keepalived_script"] = {4, 44};
  CHECK(check(command({"/opt/check"}), {}) == UserFacts{4, 44});
}

TEST_CASE("without a user there is nothing to run") {
  Case test;
  CHECK(ScriptSecurity{test.system, test.global}.check(command({"/opt/check"}), identity("who")).lines ==
        Lines{"Unable to set uid/gid for script '/opt/check'"});
  CHECK(ScriptSecurity{test.system, test.global}.check(command({"/opt/check"}), identity("root", "what")).problem ==
        ScriptProblem::no_identity);
  test.global.script_user = identity("who");
  CHECK(test.check("/opt/check").lines == Lines{"Error setting global script uid/gid"});
  test.global.script_user.reset();
  test.global.enable_script_security = true;
  CHECK(test.check("/opt/check").lines == Lines{"Unable to set default user keepalived_script for script"});
}

TEST_CASE("a missing default user is said once") {
  Case test;
  test.global.script_user.reset();
  ScriptSecurity security{test.system, test.global};
  CHECK(security.check(command({"/opt/check"}), {}).lines == Lines{"Script user 'keepalived_script' does not exist"});
  CHECK(security.check(command({"/opt/check"}), {}).lines.empty());
}

TEST_CASE("a redirection is handed to the shell") {
  Case test;
  const auto checked = ScriptSecurity{test.system, test.global}.check(command({"<", "/etc/passwd"}), {});
  CHECK(checked.command == base::Command{"/bin/sh", {"sh", "-c", ": < /etc/passwd"}, 0, 0});
}

TEST_CASE("the book of commands survives its journey") {
  CommandBook book;
  const auto one = command({"/opt/check", "a b", ""});
  book.add(one, {}, base::Command{"/opt/check", one.argv, 1, 2});
  book.add(one, identity("nobody"), std::nullopt);
  const auto read = CommandBook::deserialise(book.serialise());
  REQUIRE(read);
  CHECK(*read == book);
  CHECK(read->find(one, {}) == base::Command{"/opt/check", one.argv, 1, 2});
  CHECK_FALSE(read->find(one, identity("nobody")));
  CHECK_FALSE(read->find(command({"/other"}), {}));
}

TEST_CASE("a damaged book is refused, wherever it is cut") {
  CommandBook book;
  book.add(command({"/opt/check"}), {}, base::Command{"/opt/check", {"/opt/check"}, 1, 2});
  const auto bytes = book.serialise();
  CHECK(CommandBook::deserialise("").value() == CommandBook{});
  for (std::size_t size = 1; size < bytes.size(); ++size) CHECK_FALSE(CommandBook::deserialise(bytes.substr(0, size)));
}

TEST_CASE("a survey tells of every script and of the missing security once") {
  Case test;
  parser::Config config;
  config.global = test.global;
  parser::Script missing;
  missing.name = "gone";
  missing.script = command({"/opt/nothing"});
  parser::VrrpInstance instance;
  instance.notify.notify = command({"/opt/check"});
  instance.notify.notify_master = command({"/bin/true"});
  config.scripts = {missing};
  config.instances = {instance};
  const auto survey = survey_commands(config, test.system);
  CHECK(survey.lines == Lines{"Script /opt/nothing cannot be accessed - No such file or directory",
                              "Disabling track script gone since not found/accessible",
                              "SECURITY VIOLATION - scripts are being executed but script_security not enabled."});
  CHECK(survey.book.find(*instance.notify.notify, {}));
  CHECK_FALSE(survey.book.find(*missing.script, {}));
  config.global.enable_script_security = true;
  CHECK(survey_commands(config, test.system).lines.size() == 2);
}
