/** The part of Swagger UI that is used. Its package brings no types. */
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  /** What a plugin changes: selectors of the state, and components by their names. Each is given the original. */
  export interface SwaggerUiPlugin {
    statePlugins: Record<string, { wrapSelectors: Record<string, (original: unknown) => () => unknown> }>;
    wrapComponents: Record<string, (original: unknown) => () => null>;
  }
  export interface SwaggerUiOptions {
    domNode: HTMLElement;
    /** Where the document of OpenAPI is. */
    url: string;
    /** A service that says whether the document is valid; null asks none. */
    validatorUrl: null;
    /** The methods that can be tried from the page. */
    supportedSubmitMethods: string[];
    deepLinking: boolean;
    docExpansion: 'none' | 'list';
    /** How deep schemas are open; -1 hides their list. */
    defaultModelsExpandDepth: number;
    plugins: SwaggerUiPlugin[];
    onComplete?: () => void;
  }
  const showSwaggerUi: (options: SwaggerUiOptions) => void;
  export default showSwaggerUi;
}
