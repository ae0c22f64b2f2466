namespace Chronote.Engines.Doctor;

/// <summary>Blocks to copy; README and <c>doctor</c> show the same ones.</summary>
public static class HowToConnect
{
    public static ConnectBlock WhisperCppServer { get; } = new("whisper.cpp's server on this machine (any language, no account)", """
        git clone https://github.com/ggml-org/whisper.cpp && cd whisper.cpp
        cmake -B build && cmake --build build -j --config Release
        sh ./models/download-ggml-model.sh base
        ./build/bin/whisper-server -m models/ggml-base.bin -l auto --port 8081 --inference-path /v1/audio/transcriptions
        # in another terminal:
        export CHRONOTE_Transcription__Engine=openai
        export CHRONOTE_Transcription__OpenAI__BaseUrl=http://127.0.0.1:8081/v1
        export CHRONOTE_Transcription__OpenAI__Audio=wav
        export CHRONOTE_Transcription__Concurrency=1
        ./chronote serve
        """);

    public static ConnectBlock OpenAiCompatibleServer { get; } = new("OpenAI, or any server that speaks its protocol", """
        export CHRONOTE_Transcription__Engine=openai
        export CHRONOTE_Transcription__OpenAI__BaseUrl=https://api.openai.com/v1
        export CHRONOTE_Transcription__OpenAI__Model=whisper-1
        export CHRONOTE_Transcription__OpenAI__ApiKey_FILE=/path/to/a/file/with/the/key
        ./chronote serve
        """);

    public static ConnectBlock Program { get; } = new("A program on this machine, for instance whisper.cpp's whisper-cli", """
        export CHRONOTE_Transcription__Engine=command
        export CHRONOTE_Transcription__Command__Line='whisper-cli -m models/ggml-base.bin -f {audio} -l {language} -oj -of {output}'
        ./chronote serve
        """);

    public static IReadOnlyList<ConnectBlock> All { get; } = [WhisperCppServer, OpenAiCompatibleServer, Program];
}
