namespace Chronote.Silo.Discord.Words;

/// <summary>The slash commands as Discord wants them registered.</summary>
internal static class CommandList
{
    // Types of options: 1 sub-command, 3 text, 4 whole number, 5 yes or no, 7 channel (2 voice, 13 stage, 0 text). Context 0: servers only, no direct messages.
    // 32 is Manage Server: who may not see /settings by default.
    public const string Json = """
        [
          {"name":"record","description":"Record the voice channel you are in","contexts":[0],"options":[
            {"type":1,"name":"start","description":"Announce a recording and begin it","options":[
              {"type":3,"name":"title","description":"What the meeting is called","max_length":200},
              {"type":3,"name":"tags","description":"Words to find it by, divided by commas","max_length":200},
              {"type":7,"name":"channel","description":"Another one than yours; for members with Manage Server","channel_types":[2,13]}]},
            {"type":1,"name":"stop","description":"End the recording; its notes are posted"},
            {"type":1,"name":"status","description":"How long, who, and how far the text is"},
            {"type":1,"name":"pause","description":"Keep nothing until it is resumed"},
            {"type":1,"name":"resume","description":"Go on recording"}]},
          {"name":"notes","description":"The notes of a meeting you took part in","contexts":[0],"options":[
            {"type":3,"name":"meeting","description":"Its id; default: the newest","max_length":16}]},
          {"name":"transcript","description":"The transcript of a meeting you took part in","contexts":[0],"options":[
            {"type":3,"name":"meeting","description":"Its id; default: the newest","max_length":16}]},
          {"name":"privacy","description":"What is recorded of you","contexts":[0],"options":[
            {"type":1,"name":"opt-out","description":"Keep nothing I say on this server"},
            {"type":1,"name":"opt-in","description":"I may be recorded again"},
            {"type":1,"name":"delete-me","description":"Delete my audio, text and name from this server's meetings"}]},
          {"name":"settings","description":"How this server records","contexts":[0],"default_member_permissions":"32","options":[
            {"type":1,"name":"show","description":"The settings as they are"},
            {"type":1,"name":"auto-record","description":"Record by itself when somebody joins","options":[
              {"type":5,"name":"on","description":"Yes or no","required":true},
              {"type":7,"name":"channel","description":"One channel; default: all of them","channel_types":[2,13]}]},
            {"type":1,"name":"text-channel","description":"Where announcements and notes go","options":[
              {"type":7,"name":"channel","description":"A text channel","channel_types":[0],"required":true}]},
            {"type":1,"name":"language","description":"What is spoken here","options":[
              {"type":3,"name":"tag","description":"For instance en or pt-BR; auto lets the engine decide","required":true,"max_length":16}]},
            {"type":1,"name":"vocabulary","description":"Names and words the engine should expect","options":[
              {"type":3,"name":"words","description":"Divided by commas; none takes them away","required":true,"max_length":2000}]},
            {"type":1,"name":"who-may-stop","description":"Who may stop and pause a recording","options":[
              {"type":3,"name":"who","description":"Members with Manage Server always may","required":true,"choices":[
                {"name":"everybody who takes part","value":"participants"},{"name":"whoever started it","value":"starter"},{"name":"Manage Server alone","value":"managers"}]}]},
            {"type":1,"name":"retention","description":"How long recordings are kept","options":[
              {"type":4,"name":"days","description":"Days","required":true}]},
            {"type":1,"name":"promotion","description":"When audio moves to cold storage","options":[
              {"type":3,"name":"strategy","description":"Strategy","required":true,"max_length":40}]}]}
        ]
        """;
}
