package io.usi.daemon.plugin;

import io.usi.plugin.Setting;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What settings may look like, and which names are taken. Not safe for use by several threads. */
final class SettingRules {
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)+");
    private static final Pattern OPTION = Pattern.compile("-[A-Za-z0-9]|--[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_NAME = 64;
    private static final int MAX_HELP = 300;

    private final Set<String> keys;
    private final Set<String> options;

    /**
     * Starts with the daemon's own names.
     *
     * @param keys taken keys
     * @param options taken options
     */
    SettingRules(Set<String> keys, Set<String> options) {
        this.keys = new HashSet<>(keys);
        this.options = new HashSet<>(options);
    }

    /**
     * Takes the names of one plugin's settings, all of them or none.
     *
     * @throws BadPlugin where a setting is malformed or a name is taken
     */
    void take(List<PluginSetting> settings) throws BadPlugin {
        Set<String> allKeys = new HashSet<>(keys);
        Set<String> allOptions = new HashSet<>(options);
        for (PluginSetting declared : settings) {
            Setting setting = declared.setting();
            String key = setting.key();
            if (key.length() > MAX_NAME || !KEY.matcher(key).matches()) {
                throw new BadPlugin("its setting " + Problems.clean(key) + " must have a key of the form table.key");
            }
            if (allKeys.stream().anyMatch(k -> k.startsWith(key + ".") || key.startsWith(k + "."))
                    || !allKeys.add(key)) {
                throw new BadPlugin("its setting " + key + " exists already");
            }
            if (!describes(setting)) {
                throw new BadPlugin("its setting " + key + " needs a word for its value and a line of help");
            }
            for (String option : declared.options()) {
                if (option.length() > MAX_NAME || !OPTION.matcher(option).matches()) {
                    throw new BadPlugin("its option " + Problems.clean(option) + " must look like -x or --long-name");
                }
                if (!allOptions.add(option)) {
                    throw new BadPlugin("its option " + option + " exists already");
                }
            }
        }
        keys.addAll(allKeys);
        options.addAll(allOptions);
    }

    private static boolean describes(Setting setting) {
        boolean flag = setting.kind() == Setting.Kind.FLAG;
        return (flag ? setting.parameter().isEmpty() : line(setting.parameter(), MAX_NAME))
                && line(setting.help(), MAX_HELP)
                && line(setting.helpFr(), MAX_HELP);
    }

    private static boolean line(String text, int most) {
        return !text.isBlank() && text.length() <= most && text.equals(Problems.clean(text));
    }
}
