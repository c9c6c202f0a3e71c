package io.usi.plugin;

/** This API itself. */
public final class PluginApi {
    /**
     * The version of this API, by the rules of semantic versioning: what a plugin's manifest is held against, as in
     * {@code Plugin-Requires: >=1.0.0 & <2.0.0}.
     */
    public static final String VERSION = "1.0.0";

    private PluginApi() {}
}
